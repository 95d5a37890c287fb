//! One integration binary: linking the engine takes long, so it is linked once.

mod books;
mod cli;
mod demo;
mod gold;
mod oracle;
mod real;
mod source;
mod support;
mod tidy;
