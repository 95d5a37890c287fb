//! One integration binary: linking the engine takes long, so it is linked once.

mod cli;
mod gold;
mod oracle;
mod real;
mod support;
mod tidy;
