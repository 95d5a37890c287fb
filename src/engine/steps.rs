//! `steps`: what an amount is in each period and what it was in the one before, for every group in one pass.
//!
//! In plain SQL it takes each row twice, as its own period's and as the next one's, and a group for every period: as many
//! groups as rows. Here the groups are the customers, and their periods are put in order once.

use super::lists::{Grouped, added, amounts, fields, list, listed, unlisted, whole};
use arrow::array::{Array, ArrayRef, BooleanArray, Decimal128Array, Int64Array};
use arrow::datatypes::{DataType, Field, FieldRef, Fields};
use arrow::error::ArrowError;
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility};
use std::sync::Arc;

/// `steps(period, amount, amount_constant, is_now, is_before)`: a list of `period_index`, `p` and `p_constant` (the amounts of
/// the period before), `q` and `q_constant` (the amounts of the period) and `was_active` (1 where an earlier period has a
/// positive `q_constant`), one entry for every period that has a row or follows one. A row counts in `q` where `is_now` is 1,
/// and in the next period's `p` where `is_before` is 1.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Steps {
    signature: Signature,
}

impl Steps {
    /// The function.
    #[must_use]
    pub fn new() -> Steps {
        Steps { signature: Signature::user_defined(Volatility::Immutable) }
    }
}

impl Default for Steps {
    fn default() -> Steps {
        Steps::new()
    }
}

fn entry(amount: &DataType) -> Fields {
    let whole = &DataType::Int64;
    let amounts = [("p", amount), ("p_constant", amount), ("q", amount), ("q_constant", amount)];
    fields(&[&[("period_index", whole)], amounts.as_slice(), &[("was_active", whole)]].concat())
}

fn row(amount: &DataType) -> Fields {
    let whole = &DataType::Int64;
    fields(&[
        ("period", whole),
        ("amount", amount),
        ("amount_constant", amount),
        ("is_now", whole),
        ("is_before", whole),
    ])
}

impl AggregateUDFImpl for Steps {
    fn name(&self) -> &'static str {
        "steps"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        let [_, amount, _, _, _] = types else {
            return plan_err!("steps takes five arguments: period, amount, amount_constant, is_now, is_before");
        };
        let scale = if let DataType::Decimal128(_, scale) = amount { *scale } else { 6 };
        let amount = DataType::Decimal128(38, scale);
        Ok(vec![DataType::Int64, amount.clone(), amount, DataType::Int64, DataType::Int64])
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        match types.get(1) {
            Some(amount) => Ok(list(entry(amount))),
            None => plan_err!("steps takes five arguments"),
        }
    }

    fn accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(One(Rows::of(arguments.expr_fields))))
    }

    fn state_fields(&self, arguments: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        let kind = arguments.input_fields.get(1).map_or(DataType::Null, |field| field.data_type().clone());
        Ok(vec![Arc::new(Field::new(format!("{}[rows]", arguments.name), list(row(&kind)), true))])
    }

    fn groups_accumulator_supported(&self, _: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(Rows::of(arguments.expr_fields)))
    }
}

/// A row without its group: period, the two amounts, whether it is its period's own, and whether it is the next one's past.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    period: i64,
    amounts: [i128; 2],
    is_now: bool,
    is_before: bool,
}

/// The rows of many groups.
#[derive(Debug)]
struct Rows {
    rows: Grouped<Row>,
    amount: DataType,
}

fn both(one: [i128; 2], other: [i128; 2]) -> Result<[i128; 2], ArrowError> {
    Ok([added(one[0], other[0])?, added(one[1], other[1])?])
}

impl Rows {
    fn of(arguments: &[FieldRef]) -> Rows {
        let amount = arguments.get(1).map_or(DataType::Decimal128(38, 6), |field| field.data_type().clone());
        Rows { rows: Grouped::new(), amount }
    }

    /// Takes the rows of these columns; `group` tells the group of the row at a place, none where it does not count. Rows
    /// without a period count nowhere.
    fn take(&mut self, columns: &[ArrayRef], group: impl Fn(usize) -> Option<usize>) {
        let (periods, now, before) = (whole(&columns[0]), whole(&columns[3]), whole(&columns[4]));
        let (amount, constant) = (amounts(&columns[1]), amounts(&columns[2]));
        let value = |column: &Decimal128Array, at: usize| if column.is_valid(at) { column.value(at) } else { 0 };
        self.rows.reserve(periods.len());
        for at in (0..periods.len()).filter(|at| periods.is_valid(*at)) {
            let Some(group) = group(at) else { continue };
            let row = Row {
                period: periods.value(at),
                amounts: [value(amount, at), value(constant, at)],
                is_now: now.value(at) == 1,
                is_before: before.value(at) == 1,
            };
            self.rows.push(group, row);
        }
    }

    /// Two columns of amounts, which are one array where nothing is converted.
    fn amounts(&self, plain: Vec<i128>, constant: Vec<i128>) -> [ArrayRef; 2] {
        let column = |values| Arc::new(Decimal128Array::from(values).with_data_type(self.amount.clone())) as ArrayRef;
        let is_same = plain == constant;
        let plain = column(plain);
        let constant = if is_same { Arc::clone(&plain) } else { column(constant) };
        [plain, constant]
    }
}

/// The entries of all groups, column by column.
#[derive(Debug)]
struct Entries {
    periods: Vec<i64>,
    p: [Vec<i128>; 2],
    q: [Vec<i128>; 2],
    was_active: Vec<i64>,
}

impl Entries {
    fn with_capacity(count: usize) -> Entries {
        let amounts = || [Vec::with_capacity(count), Vec::with_capacity(count)];
        Entries {
            periods: Vec::with_capacity(count),
            p: amounts(),
            q: amounts(),
            was_active: Vec::with_capacity(count),
        }
    }

    fn push(&mut self, period: i64, p: [i128; 2], q: [i128; 2], was_active: bool) {
        self.periods.push(period);
        for at in 0..2 {
            self.p[at].push(p[at]);
            self.q[at].push(q[at]);
        }
        self.was_active.push(i64::from(was_active));
    }

    /// Adds those of one group, whose rows are in the order of their periods.
    fn add(&mut self, rows: &[Row]) -> Result<(), ArrowError> {
        // What the period before leaves to the next one, which has an entry even without a row of its own.
        let mut left: Option<(i64, [i128; 2])> = None;
        let mut was_active = false;
        for same in rows.chunk_by(|one, other| one.period == other.period) {
            let period = same[0].period;
            let (mut now, mut on) = (None, None);
            for row in same {
                if row.is_now {
                    now = Some(both(now.unwrap_or_default(), row.amounts)?);
                }
                if row.is_before {
                    on = Some(both(on.unwrap_or_default(), row.amounts)?);
                }
            }
            let p = match left.take() {
                Some((next, p)) if next == period => Some(p),
                Some((next, p)) => {
                    self.push(next, p, [0, 0], was_active);
                    None
                }
                None => None,
            };
            if p.is_some() || now.is_some() {
                self.push(period, p.unwrap_or_default(), now.unwrap_or_default(), was_active);
            }
            was_active |= now.is_some_and(|[_, constant]| constant > 0);
            left = on.and_then(|on| Some((period.checked_add(1)?, on)));
        }
        if let Some((next, p)) = left {
            self.push(next, p, [0, 0], was_active);
        }
        Ok(())
    }
}

impl GroupsAccumulator for Rows {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        count: usize,
    ) -> Result<()> {
        self.rows.count = count;
        let counts = |at: usize| filter.is_none_or(|filter| filter.is_valid(at) && filter.value(at));
        self.take(values, |at| counts(at).then_some(groups[at]));
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], count: usize) -> Result<()> {
        self.rows.count = count;
        let (columns, of) = unlisted(&states[0], groups);
        self.take(&columns, |at| of.get(at).copied());
        Ok(())
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let (rows, starts) = self.rows.emitted(emit, |row| row.period);
        // Every row has an entry, and some are followed by another.
        let mut entries = Entries::with_capacity(rows.len() + rows.len() / 2);
        let mut lengths = Vec::with_capacity(starts.len());
        for group in starts.windows(2) {
            let before = entries.periods.len();
            entries.add(&rows[group[0]..group[1]])?;
            lengths.push(entries.periods.len() - before);
        }
        let Entries { periods, p: [p, p_constant], q: [q, q_constant], was_active } = entries;
        let mut columns: Vec<ArrayRef> = vec![Arc::new(Int64Array::from(periods))];
        columns.extend(self.amounts(p, p_constant));
        columns.extend(self.amounts(q, q_constant));
        columns.push(Arc::new(Int64Array::from(was_active)));
        listed(entry(&self.amount), columns, lengths.into_iter())
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        let (rows, starts) = self.rows.emitted(emit, |row| row.period);
        let whole =
            |of: fn(&Row) -> i64| Arc::new(Int64Array::from(rows.iter().map(of).collect::<Vec<_>>())) as ArrayRef;
        let amounts = |at: usize| rows.iter().map(|row| row.amounts[at]).collect::<Vec<_>>();
        let [amount, constant] = self.amounts(amounts(0), amounts(1));
        let (now, before) = (whole(|row| i64::from(row.is_now)), whole(|row| i64::from(row.is_before)));
        let columns = vec![whole(|row| row.period), amount, constant, now, before];
        let lengths = starts.windows(2).map(|pair| pair[1] - pair[0]);
        Ok(vec![listed(row(&self.amount), columns, lengths)?])
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let count = values[0].len();
        let mut each = Rows { rows: Grouped::new(), amount: self.amount.clone() };
        each.update_batch(values, &(0..count).collect::<Vec<_>>(), filter, count)?;
        each.state(EmitTo::All)
    }

    fn size(&self) -> usize {
        self.rows.size()
    }
}

/// The steps of all rows together.
#[derive(Debug)]
struct One(Rows);

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.0.take(values, |_| Some(0));
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.0.merge_batch(states, &vec![0; states[0].len()], 1)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.0.rows.count = 1;
        let state = self.0.state(EmitTo::All)?;
        state.iter().map(|column| ScalarValue::try_from_array(column, 0)).collect()
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.0.rows.count = 1;
        ScalarValue::try_from_array(&self.0.evaluate(EmitTo::All)?, 0)
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.0.size()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::engine::Engine;

    /// Rows of `(period, amount, is_now, is_before)` for one group, and the entries it has.
    async fn entries(partitions: usize, rows: &str) -> Vec<[Option<i64>; 4]> {
        let engine = Engine::new(partitions);
        let sql = format!(
            "select cast(step.period_index as bigint) as period_index, cast(step.p as bigint) as p,
                cast(step.q as bigint) as q, step.was_active as was_active
            from (select unnest(all_steps) as step from (
                select column1 as id, steps(column2, column3, column3, column4, column5) as all_steps
                from (values {rows}) group by column1
            )) order by 1"
        );
        let table = engine.table("it", &sql).await.unwrap();
        let columns = ["period_index", "p", "q", "was_active"].map(|name| table.integers(name).unwrap());
        (0..table.rows()).map(|at| columns.each_ref().map(|column| column[at])).collect()
    }

    #[tokio::test]
    async fn a_period_stands_beside_the_one_before() {
        let rows = "('a', 7, -3, 1, 1), ('a', 3, 5, 1, 1), ('a', 4, 2, 1, 1), ('a', 4, 1, 1, 1)";
        let expected = [[3, 0, 5, 0], [4, 5, 3, 1], [5, 3, 0, 1], [7, 0, -3, 1], [8, -3, 0, 1]];
        for partitions in [1, 2, 3] {
            assert_eq!(entries(partitions, rows).await, expected.map(|row| row.map(Some)));
        }
    }

    #[tokio::test]
    async fn what_leaves_has_no_next_period_and_what_arrives_no_own() {
        let expected = [[3, 0, 5, 0], [9, 4, 0, 1]];
        assert_eq!(entries(2, "('a', 3, 5, 1, 0), ('a', 8, 4, 0, 1)").await, expected.map(|row| row.map(Some)));
    }
}
