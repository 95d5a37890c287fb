//! The rows behind a number: customers, and the trunk's lines whose sum ties to it.

use super::asked::{Customers, Period, quarter_shift};
use super::subject::Subject;
use crate::error::Result;
use crate::pipeline::Run;
use crate::results::Table;
use crate::unit::Amount;

/// Which money of a month is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    Amount,
    Mrr,
}

/// Months of a measure, and what they should add up to.
struct Span {
    what: String,
    months: (i64, i64),
    measure: Measure,
    /// A condition on `group_tree.group_id` and the lines; empty for all.
    condition: String,
    shown: Option<Amount>,
}

/// Lines whose sum stands behind a value.
pub(super) struct Behind {
    pub(super) what: String,
    pub(super) rows: Table,
    pub(super) sum: Amount,
    /// The sum at constant rates.
    constant: Option<Amount>,
    /// What the relations hold.
    pub(super) shown: Option<Amount>,
}

impl Behind {
    /// Whether the lines add up to what is shown, to the last digit.
    pub(super) fn ties(&self) -> Option<bool> {
        self.shown.map(|shown| shown == self.sum || Some(shown) == self.constant)
    }

    /// The tie as a sentence.
    pub(super) fn sentence(&self) -> String {
        let (rows, sum) = (self.rows.rows(), self.sum.print(self.sum.places().max(2)));
        let counted = if rows == 1 { "1 line is".to_owned() } else { format!("{rows} lines add up to") };
        match self.shown {
            None => format!("{counted} {sum}."),
            Some(shown) if shown == self.sum => {
                format!("{counted} {sum}, and so do the relations: they tie to the last digit.")
            }
            Some(shown) if Some(shown) == self.constant => {
                format!(
                    "{counted} {} at constant rates, and so do the relations: they tie to the last digit.",
                    print(shown)
                )
            }
            Some(shown) => {
                format!(
                    "{counted} {sum}; the relations hold {}: {} lie between them.",
                    print(shown),
                    print(shown - self.sum)
                )
            }
        }
    }
}

fn print(amount: Amount) -> String {
    amount.print(amount.places().max(2))
}

/// The question: which relation, of whom, when.
pub(super) struct Question<'run> {
    pub(super) run: &'run Run,
    pub(super) subject: &'run Subject,
    pub(super) rows: &'run Table,
    pub(super) customers: Option<&'run Customers>,
    pub(super) period: Option<&'run Period>,
}

impl Question<'_> {
    /// The lines behind the rows shown.
    pub(super) async fn behind(&self) -> Result<Vec<Behind>> {
        if ["control", "rows_set_aside"].contains(&self.subject.query.name()) {
            return Ok(vec![self.by_scope().await?]);
        }
        let mut found = Vec::new();
        for span in self.spans().await? {
            let rows = self.lines(&span).await?;
            let sum = |column: &str| -> Result<Amount> { Ok(rows.amounts(column)?.into_iter().flatten().sum()) };
            let constant =
                rows.batch().column_by_name("amount_constant").map(|_| sum("amount_constant")).transpose()?;
            found.push(Behind { sum: sum("amount")?, constant, what: span.what, shown: span.shown, rows });
        }
        Ok(found)
    }

    /// The customers behind the rows shown: by rank in a window, or before and now.
    pub(super) async fn who(&self) -> Result<Option<Table>> {
        let spans = self.spans().await?;
        let table = match spans.as_slice() {
            [before, now, ..] => self.sides(before, now).await?,
            [_] => match self.window().await? {
                Some(window) => self.ranked(&window).await?,
                None => return Ok(None),
            },
            [] => return Ok(None),
        };
        Ok(Some(table))
    }

    /// What a flow such as churn is the sum of, as a sentence; none for other columns.
    pub(super) fn flow(&self, who: Option<&Table>) -> Result<Option<String>> {
        let (Some(column), Some(who)) = (self.subject.column.as_deref().filter(|it| FLOWS.contains(it)), who) else {
            return Ok(None);
        };
        if who.batch().column_by_name("change").is_none() {
            return Ok(None);
        }
        let sum = Amount(who.amounts("change")?.into_iter().flatten().map(|change| change.0.abs()).sum());
        Ok(Some(format!("{column}: the changes of {} customers add up to {}", who.rows(), print(sum))))
    }

    async fn spans(&self) -> Result<Vec<Span>> {
        let has = |column: &str| self.rows.batch().column_by_name(column).is_some();
        let query = self.subject.query;
        if has("grain") && has("period_index") && (has("opening") || has("p")) {
            return self.movement().await;
        }
        if query.name() == "retention_pairs"
            || query.reads().iter().any(|name| name == "retention_pairs") && has("basis")
        {
            return self.retention().await;
        }
        let months = self.period.filter(|period| !(period.is_window && has("period"))).and_then(|period| period.months);
        if let Some(months) = months {
            let sides = self.whole("amount", months).await?;
            let what = self.period.map(|period| period.text.clone()).unwrap_or_default();
            return Ok(vec![self.span(format!("revenue of {what}"), months, Measure::Amount, sides)]);
        }
        let Some(period) = self.window().await? else { return Ok(Vec::new()) };
        self.of_window(&period).await
    }

    /// The window meant: the period asked for, the key's, the last of the rows shown, else the report's own.
    async fn window(&self) -> Result<Option<String>> {
        let named = match (self.period, self.subject.filter("period")) {
            (Some(period), _) => period.is_window.then(|| period.text.clone()),
            (None, Some(period)) => Some(period.to_owned()),
            (None, None) => Some("window".to_owned()),
        };
        Ok(named)
    }

    async fn of_window(&self, period: &str) -> Result<Vec<Span>> {
        let sql = format!("select first_index, last_index from windows where period = {}", quoted(period));
        let ends = self.run.engine.table("ends", &sql).await?;
        let of = |column: &str| -> Result<Option<i64>> { Ok(ends.integers(column)?.first().copied().flatten()) };
        let (Some(first), Some(last)) = (of("first_index")?, of("last_index")?) else { return Ok(Vec::new()) };
        if let Some(span) = self.of_dimension(period, (first, last)).await? {
            return Ok(vec![span]);
        }
        let shown = match self.groups() {
            Some(groups) => {
                let of = quoted(period);
                self.money(&format!(
                    "select sum(amount) as amount from window_revenue where period = {of} and group_id in ({groups})"
                ))
                .await?
            }
            None => {
                self.money(&format!("select total as amount from totals where period = {}", quoted(period))).await?
            }
        };
        Ok(vec![self.span(format!("revenue of the window `{period}`"), (first, last), Measure::Amount, shown)])
    }

    /// One value of a dimension.
    async fn of_dimension(&self, period: &str, months: (i64, i64)) -> Result<Option<Span>> {
        let (Some(dimension), Some(value)) = (self.subject.filter("dimension"), self.subject.filter("value")) else {
            return Ok(None);
        };
        let named = format!("dimension = {} and value = {}", quoted(dimension), quoted(value));
        let of_ledger = format!("select count(*) as n from dimension_values where dimension = {}", quoted(dimension));
        let of_ledger = self.run.engine.table("count", &of_ledger).await?.integers("n")?.first().copied().flatten();
        let condition = match of_ledger {
            Some(0) | None => {
                format!("lines.customer_id in (select customer_id from customer_dimensions where {named})")
            }
            Some(_) => format!("lines.dimension_key in (select dimension_key from dimension_values where {named})"),
        };
        let shown = self
            .money(&format!(
                "select sum(amount) as amount from dimension_cube where {named} and month_index between {} and {}",
                months.0, months.1
            ))
            .await?;
        let what = format!("revenue of {dimension} {value} in the window `{period}`");
        Ok(Some(Span { what, months, measure: Measure::Amount, condition, shown }))
    }

    /// Opening and closing of a month's or a quarter's movement.
    async fn movement(&self) -> Result<Vec<Span>> {
        let wanted = self.subject.filter("grain").unwrap_or("month");
        let (grains, indexes) = (self.rows.text("grain")?, self.rows.integers("period_index")?);
        let last = (0..self.rows.rows()).filter(|&at| self.period.is_some() || grains[at].as_deref() == Some(wanted));
        let Some(at) = last.max_by_key(|&at| indexes[at]) else { return Ok(Vec::new()) };
        let (index, is_quarter) = (indexes[at].unwrap_or(0), grains[at].as_deref() == Some("quarter"));
        let (measure, column) =
            if self.run.extent.has_mrr { (Measure::Mrr, "mrr") } else { (Measure::Amount, "amount") };
        let quarter = index * 3 + quarter_shift(self.run).await?;
        let (before, now) = match (is_quarter, measure) {
            (false, _) => ((index - 1, index - 1), (index, index)),
            (true, Measure::Mrr) => ((quarter - 1, quarter - 1), (quarter + 2, quarter + 2)),
            (true, Measure::Amount) => ((quarter - 3, quarter - 1), (quarter, quarter + 2)),
        };
        let mut spans = Vec::new();
        for (name, months) in [("opening", before), ("closing", now)] {
            let has_one = self.customers.is_none() && self.rows.batch().column_by_name("dimension").is_none();
            let own = self
                .rows
                .batch()
                .column_by_name(name)
                .filter(|_| has_one)
                .map(|_| self.rows.amounts(name))
                .transpose()?;
            let shown = match own.and_then(|cells| cells[at]) {
                Some(amount) => Some(amount),
                None => self.sum_of_groups(column, months).await?,
            };
            let mut span = self.span(format!("{name}: {column} of {}", labels(months)), months, measure, shown);
            if span.condition.is_empty() {
                span.condition = "group_tree.group_id is not null".to_owned();
            }
            spans.push(span);
        }
        Ok(spans)
    }

    /// Base and present of the customers of a year ago.
    async fn retention(&self) -> Result<Vec<Span>> {
        let mut bases: Vec<String> = self.rows.text("basis")?.into_iter().flatten().collect();
        bases.sort_unstable();
        bases.dedup();
        let last = self.run.engine.table("last", "select last_month from params").await?;
        let last = last.integers("last_month")?.first().copied().flatten().unwrap_or(0);
        let mut spans = Vec::new();
        for basis in bases {
            let (measure, length) = if basis == "mrr" { (Measure::Mrr, 1) } else { (Measure::Amount, 12) };
            let part = match self.subject.filter("part") {
                Some("head") => " and head_rank <= 10",
                Some("rest") => " and head_rank > 10",
                _ => "",
            };
            let own = self.groups().map_or(String::new(), |groups| format!(" and group_id in ({groups})"));
            let pairs = format!("retention_pairs where basis = {}{part}{own}", quoted(&basis));
            for (name, column, end) in [("base", "p", last - 12), ("now", "q", last)] {
                let shown = self.money(&format!("select sum({column}) as amount from {pairs}")).await?;
                let months = (end - length + 1, end);
                let condition = format!("group_tree.group_id in (select group_id from {pairs})");
                spans.push(Span {
                    what: format!("{basis} {name} ({}): {}", column, labels(months)),
                    months,
                    measure,
                    condition,
                    shown,
                });
            }
        }
        Ok(spans)
    }

    /// Lines of the trunk by scope and reason.
    async fn by_scope(&self) -> Result<Behind> {
        let (scopes, reasons) = (self.rows.batch().column_by_name("scope").is_some(), self.rows.text("reason")?);
        let own = if scopes { self.rows.text("scope")? } else { vec![Some("set_aside".to_owned()); reasons.len()] };
        let pairs: Vec<String> = own
            .iter()
            .zip(&reasons)
            .map(|(scope, reason)| {
                let reason =
                    reason.as_deref().map_or("reason is null".to_owned(), |it| format!("reason = {}", quoted(it)));
                format!("(scope = {} and {reason})", quoted(scope.as_deref().unwrap_or_default()))
            })
            .collect();
        let any = if pairs.is_empty() { "1 = 0".to_owned() } else { pairs.join(" or ") };
        let members = self.customers.map_or(String::new(), |it| format!(" and customer_id in ({})", list(&it.members)));
        let sql = format!(
            "select customer_id, cast(month as varchar) as month, kind, contract_id, product, currency, scope, reason, \
             sum(converted) as amount, sum(rows) as rows from trunk where ({any}){members} \
             group by customer_id, month, kind, contract_id, product, currency, scope, reason"
        );
        let rows = self.sorted(&sql).await?;
        let sum = rows.amounts("amount")?.into_iter().flatten().sum();
        let shown = self.customers.is_none().then(|| self.rows.amounts("amount")).transpose()?;
        let shown = shown.map(|cells| cells.into_iter().flatten().sum());
        Ok(Behind { what: "ledger rows by scope and reason".to_owned(), rows, sum, constant: None, shown })
    }

    fn groups(&self) -> Option<String> {
        self.customers.map(|customers| list(&customers.groups))
    }

    fn span(&self, what: String, months: (i64, i64), measure: Measure, shown: Option<Amount>) -> Span {
        let condition = self.groups().map_or(String::new(), |groups| format!("group_tree.group_id in ({groups})"));
        Span { what, months, measure, condition, shown }
    }

    /// What monthly relations hold over months: of the customers asked for, else of all, unassigned revenue with it.
    async fn whole(&self, column: &str, months: (i64, i64)) -> Result<Option<Amount>> {
        if self.customers.is_some() {
            return self.sum_of_groups(column, months).await;
        }
        let (first, last) = months;
        self.money(&format!(
            "select sum({column}) as amount from recurring_month where month_index between {first} and {last}"
        ))
        .await
    }

    async fn sum_of_groups(&self, column: &str, (first, last): (i64, i64)) -> Result<Option<Amount>> {
        let own = self.groups().map_or(String::new(), |groups| format!(" and group_id in ({groups})"));
        self.money(&format!(
            "select sum({column}) as amount from monthly_revenue where month_index between {first} and {last}{own}"
        ))
        .await
    }

    /// The one amount of a SELECT; nothing is zero.
    async fn money(&self, sql: &str) -> Result<Option<Amount>> {
        let table = self.run.engine.table("amount", sql).await?;
        Ok(Some(table.amounts("amount")?.first().copied().flatten().unwrap_or(Amount::ZERO)))
    }

    /// Lines of the trunk, or contracts' months where MRR is theirs.
    async fn lines(&self, span: &Span) -> Result<Table> {
        let (first, last) = span.months;
        let is_contracted = span.measure == Measure::Mrr && self.run.extent.contracted;
        let source = if is_contracted { CONTRACTED.to_owned() } else { self.trunk_lines() };
        let constant = if is_contracted || self.has("used_lines") {
            ", sum(lines.amount_constant) as amount_constant"
        } else {
            ""
        };
        let kind = if span.measure == Measure::Mrr && !is_contracted { " and lines.kind = 'recurring'" } else { "" };
        let condition = if span.condition.is_empty() { String::new() } else { format!(" and {}", span.condition) };
        let sql = format!(
            "select lines.customer_id, months.label as month, lines.kind, lines.contract_id, lines.product, lines.currency, \
             sum(lines.amount) as amount{constant}, sum(lines.rows) as rows from {source} as lines \
             inner join months on months.month_index = lines.month_index \
             left join group_tree on group_tree.customer_id = lines.customer_id \
             and lines.month_index between group_tree.first_index and group_tree.last_index \
             where lines.month_index between {first} and {last}{kind}{condition} \
             group by lines.customer_id, months.label, lines.kind, lines.contract_id, lines.product, lines.currency"
        );
        self.sorted(&sql).await
    }

    fn has(&self, relation: &str) -> bool {
        self.run.engine.names().iter().any(|name| name == relation)
    }

    fn trunk_lines(&self) -> String {
        if self.has("used_lines") { "used_lines".to_owned() } else { TRUNK.to_owned() }
    }

    async fn sorted(&self, sql: &str) -> Result<Table> {
        let table = self.run.engine.table("lines", sql).await?;
        let rows = table.ordered()?;
        Table::new("lines", &rows.schema(), &[rows])
    }

    async fn ranked(&self, period: &str) -> Result<Table> {
        let own = self.groups().map_or(String::new(), |groups| format!(" and shares.group_id in ({groups})"));
        let sql = format!(
            "select shares.rank, shares.group_id as customer, coalesce(group_names.name, shares.group_id) as name, \
             shares.amount, shares.share, shares.index_share from shares \
             left join group_names on group_names.group_id = shares.group_id \
             where shares.period = {}{own} order by shares.rank",
            quoted(period)
        );
        self.run.engine.table("customers behind", &sql).await
    }

    /// Every customer with money before or now, the largest change first.
    async fn sides(&self, before: &Span, now: &Span) -> Result<Table> {
        let column = if now.measure == Measure::Mrr { "mrr" } else { "amount" };
        let between = |(first, last): (i64, i64)| format!("month_index between {first} and {last}");
        let own = self.groups().map_or(String::new(), |groups| format!(" and sides.group_id in ({groups})"));
        let moved = match self.subject.column.as_deref() {
            Some(flow) if FLOWS.contains(&flow) => format!(" and movement = '{flow}'"),
            _ => String::new(),
        };
        let sql = format!(
            "select sides.group_id as customer, coalesce(group_names.name, sides.group_id) as name, movement, \
             sides.amount_before, sides.amount_now, sides.amount_now - sides.amount_before as change \
             from (select *, case when amount_before <= 0 and amount_now > 0 and first_active >= {start} then 'new' \
             when amount_before <= 0 and amount_now > 0 then 'reactivation' when amount_before > 0 and amount_now <= 0 then 'churn' \
             when amount_now > amount_before then 'expansion' when amount_now < amount_before then 'contraction' \
             else 'flat' end as movement from (select group_id, \
             sum(case when {was} then {column} else 0 end) as amount_before, \
             sum(case when {is} then {column} else 0 end) as amount_now, \
             min(case when {column} > 0 then month_index end) as first_active from monthly_revenue group by group_id) as sums) as sides \
             left join group_names on group_names.group_id = sides.group_id \
             where (sides.amount_before <> 0 or sides.amount_now <> 0){own}{moved} \
             order by abs(sides.amount_now - sides.amount_before) desc, customer",
            start = now.months.0,
            was = between(before.months),
            is = between(now.months),
        );
        self.run.engine.table("customers behind", &sql).await
    }
}

/// Columns of movements that are sums of one kind of change.
const FLOWS: [&str; 5] = ["new", "reactivation", "expansion", "contraction", "churn"];

/// The trunk's used lines with the month as an index.
const TRUNK: &str = "(select customer_id, cast(extract(year from month) as bigint) * 12 \
    + cast(extract(month from month) as bigint) - 1 as month_index, kind, contract_id, product, currency, dimension_key, \
    converted as amount, rows from trunk where scope = 'used')";

/// Months of contracts in the place of ledger lines.
const CONTRACTED: &str = "(select customer_id, month_index, 'recurring' as kind, contract_id, product, currency, \
    mrr as amount, mrr_constant as amount_constant, 1 as rows from contract_months)";

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn list(texts: &[String]) -> String {
    if texts.is_empty() { "''".to_owned() } else { texts.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(", ") }
}

fn labels((first, last): (i64, i64)) -> String {
    let label = |index: i64| crate::period::Month(index as i32).to_string();
    if first == last { label(first) } else { format!("{} to {}", label(first), label(last)) }
}
