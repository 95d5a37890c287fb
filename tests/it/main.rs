//! One integration binary: linking the engine takes long, so it is linked once.

// A test stops at the first thing that is not as it should be, and says where.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod backtest;
mod baskets_charts;
mod billing;
mod books;
mod cache;
mod calendar;
mod chart_edges;
mod chart_looks;
mod chart_matrix;
mod charts;
mod checks;
mod churn_charts;
mod cli;
#[cfg(feature = "distributed")]
mod cluster;
mod contracts;
mod contracts_charts;
mod decisions;
mod demo;
mod explain;
mod disclosure;
mod findings;
mod gold;
mod history_charts;
mod invariance;
mod kinship;
mod known;
mod levels;
mod limits;
mod loss;
mod loss_bands;
mod loss_brute;
mod models;
mod naive;
mod oracle;
mod real;
mod renewal;
mod risk;
mod risk_charts;
mod session;
mod source;
#[cfg(feature = "object-store")]
mod store;
mod stress;
mod structure;
mod support;
mod survival;
mod tables;
mod text;
mod tidy;
mod tie_outs;
mod time;
mod trunk;
mod words;
