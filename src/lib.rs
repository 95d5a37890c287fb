//! Eggbasket measures how much of a company's revenue hangs on a few customers, and what it stands to lose with them.
//!
//! Data goes one way, and so do the modules: each names only those before it.
//!
//! ```text
//! ledger files -> source -> engine + queries -> results -> metrics -> risk -> findings -> charts -> report
//! ```

pub mod error;
pub mod unit;
pub mod period;
pub mod config;
pub mod model;
pub mod source;
