//! Risk mathematics: pure functions of plain numbers, with no Arrow and no IO.

mod ascent;
pub mod backtest;
pub mod bgnbd;
pub mod churn;
pub mod loss;
pub mod halo;
pub mod headroom;
pub mod plan;
pub mod replacement;
pub mod reverse;
pub mod sbg;
pub mod score;
pub mod screen;
pub mod severity;
pub mod survival;
