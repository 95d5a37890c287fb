//! Eggbasket measures how much of a company's revenue hangs on a few customers, and what it stands to lose with them.
//!
//! Data goes one way, and so do the modules: each names only those before it.
//!
//! ```text
//! ledger files -> source -> queries + engine -> pipeline -> metrics (+ risk) -> findings -> charts -> report
//! ```

pub mod error;
pub mod unit;
pub mod period;
pub mod calendar;
pub mod wording;
pub mod config;
pub mod model;
pub mod demo;
pub mod queries;
pub mod cache;
pub mod source;
#[cfg(feature = "distributed")]
pub mod cluster;
pub mod results;
pub mod engine;
pub mod checks;
pub mod pipeline;
pub mod risk;
pub mod metrics;
pub mod policy;
pub mod findings;
pub mod drawing;
pub mod charts;
pub mod report;
pub mod cli;
