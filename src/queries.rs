//! The pipeline as an ordered list of SQL files, and the headers that define each metric.
//!
//! A file is one SELECT; its stem after the number is the relation it makes. It may read only relations before it.

/// Whether a relation is computed once and kept, or recomputed wherever it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// Computed once, held in memory.
    Table,
    /// A view.
    View,
}

/// What a relation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A step towards others.
    Step,
    /// One row a period; each column but `period` is a metric of that window's concentration.
    Concentration,
    /// Read by the report.
    Report,
    /// Returns the rows that break a rule.
    Check,
}

/// One SQL file.
#[derive(Debug, Clone, Copy)]
pub struct Query {
    /// The file's name under `queries/`.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Whether its relation is kept.
    pub keep: Keep,
    /// What it is for.
    pub role: Role,
}

macro_rules! query {
    ($file:literal, $keep:ident, $role:ident) => {
        Query { file: $file, text: include_str!(concat!("../queries/", $file)), keep: Keep::$keep, role: Role::$role }
    };
}

/// Every query, in the order they run. A metric is one file and one line here.
pub const QUERIES: &[Query] = &[
    query!("001_trunk.sql", Table, Step),
    query!("010_control.sql", Table, Report),
    query!("011_control_by_currency.sql", View, Report),
    query!("012_used_by_part.sql", View, Report),
    query!("018_contract_months.sql", View, Step),
    query!("019_contracted_mrr.sql", Table, Step),
    query!("020_cube.sql", Table, Step),
    query!("021_dimension_cube.sql", Table, Step),
    query!("022_counted_kinds.sql", View, Step),
    query!("023_recurring_month.sql", Table, Step),
    query!("024_monthly_revenue.sql", Table, Step),
    query!("030_windows.sql", Table, Report),
    query!("040_policy_revenue.sql", Table, Step),
    query!("041_policy_comparison.sql", View, Report),
    query!("042_policy_changes.sql", View, Report),
    query!("100_window_revenue.sql", Table, Step),
    query!("101_totals.sql", Table, Report),
    query!("102_shares.sql", Table, Step),
    query!("110_cr.sql", View, Concentration),
    query!("111_hhi.sql", View, Concentration),
    query!("112_gini.sql", View, Concentration),
    query!("113_entropy.sql", View, Concentration),
    query!("114_hall_tideman.sql", View, Concentration),
    query!("115_hoover.sql", View, Concentration),
    query!("116_pareto.sql", View, Concentration),
    query!("117_negative_ratio.sql", View, Concentration),
    query!("118_top_percent.sql", View, Concentration),
    query!("119_hill.sql", View, Concentration),
    query!("120_customers.sql", Table, Report),
    query!("121_key_accounts.sql", View, Report),
    query!("131_base_amounts.sql", Table, Step),
    query!("132_base_shares.sql", Table, Step),
    query!("133_dimension_groups.sql", Table, Step),
    query!("134_populations.sql", Table, Step),
    query!("135_population_indexes.sql", Table, Step),
    query!("136_concentration_by_base.sql", View, Report),
    query!("137_dependence.sql", View, Report),
    query!("138_dimensions.sql", View, Report),
    query!("139_dimension_concentration.sql", View, Report),
    query!("140_segments.sql", Table, Step),
    query!("141_decomposition_by_value.sql", View, Report),
    query!("142_decomposition.sql", View, Report),
    query!("150_rank_ties.sql", View, Report),
    query!("151_tiers.sql", View, Report),
    query!("152_lorenz.sql", View, Report),
    query!("160_hhi_bounds.sql", View, Report),
    query!("161_merger_effects.sql", View, Report),
    query!("162_stability.sql", View, Report),
    query!("170_change_members.sql", Table, Step),
    query!("171_hhi_change.sql", View, Report),
    query!("172_hhi_change_by_customer.sql", View, Report),
    query!("200_inferred_recurring.sql", View, Step),
    query!("201_recurring_by_group.sql", Table, Report),
    query!("202_recurring.sql", View, Report),
    query!("203_recurring_monthly.sql", View, Report),
    query!("204_mrr_sources.sql", View, Report),
    query!("205_mrr_differences.sql", View, Report),
    query!("206_paused_contracts.sql", View, Report),
    query!("207_contract_facts.sql", View, Report),
    query!("210_measure.sql", Table, Step),
    query!("211_changes.sql", View, Step),
    query!("212_movements.sql", View, Report),
    query!("300_retention_pairs.sql", Table, Step),
    query!("301_retention.sql", View, Report),
    query!("302_head_growth.sql", View, Report),
    query!("303_quarter_change.sql", View, Report),
    query!("304_cohorts.sql", View, Report),
    query!("305_tenures.sql", Table, Step),
    query!("306_at_risk.sql", View, Report),
    query!("307_survival_basis.sql", View, Report),
    query!("308_retention_history.sql", View, Report),
    query!("309_segment_pairs.sql", View, Step),
    query!("310_retention_by_segment.sql", View, Report),
    query!("400_loss_history.sql", View, Report),
    query!("401_exposed.sql", View, Report),
    query!("900_missing_months.sql", View, Check),
    query!("901_unassigned_revenue.sql", View, Check),
    query!("902_net_negative_customers.sql", View, Check),
    query!("903_rows_set_aside.sql", View, Check),
    query!("904_tie_out.sql", View, Check),
    query!("905_declared_totals.sql", Table, Report),
    query!("906_control_total_differences.sql", View, Check),
    query!("907_duplicate_lines.sql", View, Check),
    query!("908_gaps_in_history.sql", View, Check),
    query!("909_customer_gaps.sql", View, Check),
    query!("910_near_duplicate_names.sql", View, Check),
    query!("911_similar_ids.sql", View, Check),
    query!("912_future_dates.sql", View, Check),
];

/// The header lines a file must have, in this order.
pub const HEADER: &[&str] = &["name", "formula", "unit", "grain", "larger", "null", "source", "why"];

impl Query {
    /// The relation's name: the file's stem after its number.
    #[must_use]
    pub fn name(&self) -> &'static str {
        let stem = self.file.strip_suffix(".sql").unwrap_or(self.file);
        stem.split_once('_').map_or(stem, |(_, name)| name)
    }

    /// The text of one header line, empty where the file has none.
    #[must_use]
    pub fn header(&self, key: &str) -> &'static str {
        self.text
            .lines()
            .take_while(|line| line.starts_with("--"))
            .find_map(|line| line.strip_prefix("-- ")?.strip_prefix(key)?.strip_prefix(": "))
            .unwrap_or("")
    }

    /// The SELECT without its header.
    #[must_use]
    pub fn sql(&self) -> &'static str {
        let header: usize =
            self.text.lines().take_while(|line| line.starts_with("--")).map(|line| line.len() + 1).sum();
        &self.text[header.min(self.text.len())..]
    }

    /// Whether failing the check is an error rather than a warning.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.header("severity") == "error"
    }
}

/// The query whose relation is `name`.
#[must_use]
pub fn find(name: &str) -> Option<&'static Query> {
    QUERIES.iter().find(|query| query.name() == name)
}
