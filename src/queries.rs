//! The pipeline as an ordered list of SQL files, and the headers that define each metric.
//!
//! A file is one SELECT; its stem after the number is the relation it makes. It may read only relations before it.

use std::collections::BTreeSet;

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
    query!("001_trunk.sql", View, Step),
    query!("010_control.sql", Table, Report),
    query!("011_control_by_currency.sql", View, Report),
    query!("013_constant_rates.sql", Table, Report),
    query!("014_used_lines.sql", View, Step),
    query!("015_used_by_part.sql", View, Report),
    query!("016_main_kinds.sql", Table, Step),
    query!("017_counted_kinds.sql", View, Step),
    query!("018_contract_months.sql", View, Step),
    query!("019_contracted_mrr.sql", Table, Step),
    query!("020_cube.sql", Table, Step),
    query!("021_dimension_cube.sql", View, Step),
    query!("022_credit_fractions.sql", Table, Step),
    query!("023_recurring_month.sql", Table, Step),
    query!("024_monthly_revenue.sql", Table, Step),
    query!("025_trailing_years.sql", View, Step),
    query!("026_costed_revenue.sql", Table, Step),
    query!("030_windows.sql", Table, Report),
    query!("040_policy_revenue.sql", Table, Step),
    query!("041_policy_comparison.sql", View, Report),
    query!("042_policy_changes.sql", View, Report),
    query!("043_movement_periods.sql", Table, Step),
    query!("044_segment_lines.sql", Table, Step),
    query!("045_group_flags.sql", View, Step),
    query!("095_scenario_losses.sql", Table, Report),
    query!("099_window_sums.sql", Table, Step),
    query!("100_window_revenue.sql", View, Step),
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
    query!("122_atkinson.sql", View, Concentration),
    query!("123_customer_ranks.sql", View, Report),
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
    query!("143_base_amounts_by_quarter.sql", Table, Step),
    query!("144_base_history.sql", View, Report),
    query!("145_overdue.sql", View, Report),
    query!("146_receivable_balances.sql", View, Report),
    query!("147_dimension_customers.sql", View, Report),
    query!("150_rank_ties.sql", View, Report),
    query!("151_tiers.sql", View, Report),
    query!("152_lorenz.sql", View, Report),
    query!("160_hhi_bounds.sql", View, Report),
    query!("161_merger_effects.sql", View, Report),
    query!("162_stability.sql", View, Report),
    query!("170_change_customers.sql", Table, Step),
    query!("171_change_members.sql", Table, Step),
    query!("172_hhi_change.sql", View, Report),
    query!("173_hhi_change_by_customer.sql", View, Report),
    query!("200_inferred_recurring.sql", View, Step),
    query!("201_recurring_by_group.sql", Table, Report),
    query!("202_recurring.sql", View, Report),
    query!("203_recurring_monthly.sql", View, Report),
    query!("204_mrr_sources.sql", View, Report),
    query!("205_mrr_differences.sql", View, Report),
    query!("206_paused_contracts.sql", View, Report),
    query!("207_contract_facts.sql", View, Report),
    query!("208_billing_cadence.sql", Table, Report),
    query!("209_billing_intervals.sql", View, Report),
    query!("210_measure.sql", Table, Step),
    query!("211_segment_parts.sql", Table, Step),
    query!("212_segment_measure.sql", Table, Step),
    query!("213_segment_moves.sql", Table, Step),
    query!("214_segment_steps.sql", Table, Step),
    query!("215_segment_activity.sql", View, Step),
    query!("216_segment_changes.sql", View, Step),
    query!("217_short_absences.sql", View, Step),
    query!("218_quiet_periods.sql", View, Step),
    query!("219_bridge_items.sql", Table, Step),
    query!("220_bridge.sql", Table, Step),
    query!("221_movements_by_segment.sql", Table, Report),
    query!("222_movements.sql", View, Report),
    query!("299_cohort_sums.sql", Table, Step),
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
    query!("311_customer_history.sql", View, Report),
    query!("400_segment_history.sql", View, Report),
    query!("401_exposed.sql", View, Report),
    query!("402_leading_values.sql", View, Report),
    query!("410_contract_spans.sql", Table, Step),
    query!("411_contract_ends.sql", Table, Step),
    query!("412_renewal_wall.sql", View, Report),
    query!("413_renewal_customers.sql", View, Report),
    query!("414_renewals.sql", View, Report),
    query!("415_notices_due.sql", View, Report),
    query!("416_locked_arr.sql", View, Report),
    query!("417_largest_quarter_customers.sql", View, Report),
    query!("418_renewals_by_customer.sql", View, Report),
    query!("419_renewal_dates.sql", View, Report),
    query!("420_pipeline_status.sql", Table, Step),
    query!("421_pipeline_value.sql", View, Report),
    query!("422_customer_margins.sql", View, Report),
    query!("500_fiscal_years.sql", Table, Report),
    query!("501_fiscal_customers.sql", Table, Step),
    query!("502_major_by_year.sql", View, Report),
    query!("503_top_five.sql", Table, Report),
    query!("504_top_five_totals.sql", View, Report),
    query!("505_top_five_changes.sql", View, Report),
    query!("510_head_margin.sql", View, Report),
    query!("600_scenarios.sql", View, Report),
    query!("620_key_account_facts.sql", View, Report),
    query!("630_halo_deals.sql", View, Report),
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
    query!("913_restatements.sql", View, Check),
    query!("914_restated_months.sql", View, Report),
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

    /// What failing the check means: `error`, `warning`, or `info` where its rows are no fault of the ledger.
    #[must_use]
    pub fn severity(&self) -> &'static str {
        self.header("severity")
    }

    /// Whether failing the check is an error rather than a warning.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity() == "error"
    }

    /// The SELECT without comments.
    fn code(&self) -> String {
        self.sql().lines().map(|line| line.split("--").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
    }

    /// The columns of its relation by name, as far as the outer SELECT spells them.
    #[must_use]
    pub fn columns(&self) -> Vec<String> {
        let code = self.code();
        let start = if code.trim_start().starts_with("select") { Some(0) } else { code.find("\nselect") };
        let outer = start.map_or("", |start| code[start..].trim_start().trim_start_matches("select"));
        items(outer).iter().filter_map(|item| column_name(item)).collect()
    }

    /// Whether its relation has the column.
    #[must_use]
    pub fn has_column(&self, name: &str) -> bool {
        self.columns().iter().any(|column| column == name)
    }

    /// The relations it reads, sorted.
    #[must_use]
    pub fn reads(&self) -> Vec<String> {
        let code = self.code();
        let words: Vec<&str> = code.split_whitespace().collect();
        let own: Vec<&str> = words.windows(3).filter(|it| it[1] == "as" && it[2] == "(").map(|it| it[0]).collect();
        let is_name = |name: &str| !name.is_empty() && !["select", "values"].contains(&name) && !own.contains(&name);
        let mut names: Vec<String> = (1..words.len().saturating_sub(1))
            .filter(|&at| words[at] == "from" || words[at] == "join")
            .filter(|&at| !words[at - 1].contains("extract(") && words[at - 1] != "distinct")
            .map(|at| words[at + 1].trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '_').to_owned())
            .filter(|name| is_name(name))
            .collect();
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The names of the relations that `names` stand on, themselves included: queries, and what queries read that none makes.
#[must_use]
pub fn behind(names: &[String]) -> BTreeSet<String> {
    let mut needed: BTreeSet<String> = names.iter().cloned().collect();
    // A query reads only those before it, so that one walk from the last to the first meets them all.
    for query in QUERIES.iter().rev() {
        if needed.contains(query.name()) {
            needed.extend(query.reads());
        }
    }
    needed
}

/// The names of all relations but the ledger: what queries read that none makes, and the queries' own.
#[must_use]
pub fn relations() -> BTreeSet<String> {
    let read = QUERIES.iter().flat_map(Query::reads).filter(|name| !name.starts_with("ledger"));
    read.chain(QUERIES.iter().map(|query| query.name().to_owned())).collect()
}

/// The items of a SELECT's list: what stands between its commas, up to its FROM.
fn items(select: &str) -> Vec<String> {
    let (mut items, mut item, mut depth) = (Vec::new(), String::new(), 0_i32);
    for (at, letter) in select.char_indices() {
        let is_from = depth == 0 && select[at..].starts_with("from") && item.ends_with(char::is_whitespace);
        if is_from && select[at + 4..].starts_with(char::is_whitespace) && !item.trim_end().ends_with("distinct") {
            break;
        }
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        if letter == ',' && depth == 0 {
            items.push(std::mem::take(&mut item));
        } else {
            item.push(letter);
        }
    }
    items.push(item);
    items
}

/// What an item is called: its last word, without the relation before a dot.
fn column_name(item: &str) -> Option<String> {
    let name = item.split_whitespace().last()?.rsplit('.').next()?;
    let is_plain = name.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_');
    (is_plain && !name.is_empty()).then(|| name.to_owned())
}

/// The query whose relation is `name`.
#[must_use]
pub fn find(name: &str) -> Option<&'static Query> {
    QUERIES.iter().find(|query| query.name() == name)
}
