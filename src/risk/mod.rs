//! Risk mathematics: pure functions of plain numbers, with no Arrow and no IO.

pub mod churn;
pub mod loss;
pub mod survival;
