//! W27: whether past chances to leave came true as often as they said.

use super::{Case, Judge};
use crate::model::Finding;

impl Judge<'_> {
    /// W27: |z| at the latest scored date with five expected losses or more, by the method chosen on earlier dates.
    pub(super) fn calibration(&self) -> Option<Finding> {
        let backtest = self.report.backtest.as_ref()?;
        let (z, date) = (backtest.calibration_z?, backtest.calibration_date.as_deref()?);
        let mildest = self.policy.rule("W27")?.mildest();
        let (expected, lost) = (backtest.calibration_expected?, backtest.calibration_lost?);
        // The sign of z does not tell: it turns for chances above a half.
        let more = if lost as f64 > expected { "more" } else { "fewer" };
        let message = format!(
            "As of {date} the chances to leave ({}) would have been wrong by more than chance allows: {more} customers were \
             lost within twelve months than they said ({lost} against {expected:.1}; z {z:.1}). What the report says of expected loss and revenue at risk \
             stands on them.",
            backtest.calibration_method.as_deref().unwrap_or(&backtest.method).replace('_', " "),
        );
        let case = Case {
            value: z.abs(),
            message,
            customers: Vec::new(),
            money: self.report.churn_exposure.expected_loss,
            clears_when: format!(
                "a later date's chances come within {mildest:.1} standard deviations of what happened; `eggbasket backtest` \
                 lists every date"
            ),
        };
        self.at_once("W27", case)
    }
}
