//! `sum`, checked: the engine's own goes round its type's end without a word, ours is an error.
//!
//! It takes the place of the engine's in every session, in queries of ours and of the user, over groups and windows.

use arrow::array::{Array, ArrayRef, ArrowNativeTypeOp, ArrowPrimitiveType, AsArray, BooleanArray, PrimitiveArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Decimal128Type, FieldRef, Int64Type};
use arrow::error::ArrowError;
use datafusion::common::{Result, ScalarValue};
use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::AggregateOrderSensitivity;
use datafusion::logical_expr::{
    Accumulator, AggregateUDFImpl, EmitTo, GroupsAccumulator, ReversedUDAF, SetMonotonicity, Signature,
};
use std::sync::Arc;

/// The engine's `sum` with an end that is told. Types other than decimals of 38 digits and 64-bit integers, and distinct
/// sums, are the engine's own.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct CheckedSum {
    signature: Signature,
}

impl CheckedSum {
    /// The function.
    #[must_use]
    pub fn new() -> CheckedSum {
        CheckedSum { signature: sum_udaf().signature().clone() }
    }
}

impl Default for CheckedSum {
    fn default() -> CheckedSum {
        CheckedSum::new()
    }
}

/// Numbers whose sums have an end.
trait Ends: ArrowPrimitiveType<Native: ArrowNativeTypeOp> + std::fmt::Debug {
    /// Whether a value has no more digits than its type prints.
    fn fits(value: Self::Native) -> bool;
}

impl Ends for Int64Type {
    fn fits(_: i64) -> bool {
        true
    }
}

impl Ends for Decimal128Type {
    fn fits(value: i128) -> bool {
        value.unsigned_abs() < 10_u128.pow(38)
    }
}

fn past_the_end() -> ArrowError {
    ArrowError::ArithmeticOverflow("a sum has more digits than its type holds".to_owned())
}

/// The sum of two, or the error that says it is none.
fn added<T: Ends>(one: T::Native, other: T::Native) -> std::result::Result<T::Native, ArrowError> {
    let sum = one.add_checked(other).map_err(|_| past_the_end())?;
    if T::fits(sum) { Ok(sum) } else { Err(past_the_end()) }
}

/// The sum of two, and whether it is one: for loops over many rows, which look once at their end.
fn summed<T: Ends>(one: T::Native, other: T::Native) -> (T::Native, bool) {
    let sum = one.add_wrapping(other);
    // With one sign in both and another in the sum, it went round.
    let went_round = (sum < one) != (other < T::Native::ZERO);
    (sum, !went_round && T::fits(sum))
}

/// Runs `$then` with the number type of a checked sum, or `$other` for the types that are the engine's own.
macro_rules! by_type {
    ($arguments:ident, $number:ident => $then:expr, else $other:expr) => {
        match $arguments.return_field.data_type() {
            DataType::Decimal128(..) if !$arguments.is_distinct => {
                type $number = Decimal128Type;
                $then
            }
            DataType::Int64 if !$arguments.is_distinct => {
                type $number = Int64Type;
                $then
            }
            _ => $other,
        }
    };
}

impl AggregateUDFImpl for CheckedSum {
    fn name(&self) -> &'static str {
        "sum"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, types: &[DataType]) -> Result<DataType> {
        sum_udaf().return_type(types)
    }

    fn accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        by_type!(arguments, Number => Ok(Box::new(One::<Number>::of(arguments.return_field.data_type()))),
            else sum_udaf().accumulator(arguments))
    }

    fn state_fields(&self, arguments: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        sum_udaf().state_fields(arguments)
    }

    fn groups_accumulator_supported(&self, arguments: AccumulatorArgs) -> bool {
        !arguments.is_distinct
    }

    fn create_groups_accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        by_type!(arguments, Number => Ok(Box::new(Groups::<Number>::of(arguments.return_field.data_type()))),
            else sum_udaf().create_groups_accumulator(arguments))
    }

    fn create_sliding_accumulator(&self, arguments: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        by_type!(arguments, Number => Ok(Box::new(One::<Number>::of(arguments.return_field.data_type()))),
            else sum_udaf().create_sliding_accumulator(arguments))
    }

    fn reverse_expr(&self) -> ReversedUDAF {
        ReversedUDAF::Identical
    }

    fn order_sensitivity(&self) -> AggregateOrderSensitivity {
        AggregateOrderSensitivity::Insensitive
    }

    fn set_monotonicity(&self, _: &DataType) -> SetMonotonicity {
        SetMonotonicity::NotMonotonic
    }
}

/// One sum, of a relation without groups or of a window whose rows come and go.
#[derive(Debug)]
struct One<T: Ends> {
    sum: T::Native,
    /// Values in the sum; none makes it null.
    values: usize,
    kind: DataType,
}

impl<T: Ends> One<T> {
    fn of(kind: &DataType) -> One<T> {
        One { sum: T::Native::ZERO, values: 0, kind: kind.clone() }
    }
}

impl<T: Ends> Accumulator for One<T> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for value in values[0].as_primitive::<T>().iter().flatten() {
            self.sum = added::<T>(self.sum, value)?;
            self.values += 1;
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.update_batch(states)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for value in values[0].as_primitive::<T>().iter().flatten() {
            self.sum = self.sum.sub_checked(value).map_err(|_| past_the_end())?;
            self.values = self.values.saturating_sub(1);
        }
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        ScalarValue::new_primitive::<T>((self.values > 0).then_some(self.sum), &self.kind)
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }
}

/// The sums of many groups at once.
#[derive(Debug)]
struct Groups<T: Ends> {
    sums: Vec<T::Native>,
    /// Whether a group has met a value; its sum is null until then.
    met: Vec<bool>,
    kind: DataType,
}

impl<T: Ends> Groups<T> {
    fn of(kind: &DataType) -> Groups<T> {
        Groups { sums: Vec::new(), met: Vec::new(), kind: kind.clone() }
    }
}

impl<T: Ends> GroupsAccumulator for Groups<T> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        count: usize,
    ) -> Result<()> {
        self.sums.resize(count, T::Native::ZERO);
        self.met.resize(count, false);
        let values = values[0].as_primitive::<T>();
        if values.null_count() == 0 && filter.is_none_or(|filter| filter.null_count() == 0) {
            let mut is_sum = true;
            let mut add = |group: usize, value: T::Native| {
                let (sum, fits) = summed::<T>(self.sums[group], value);
                self.sums[group] = sum;
                self.met[group] = true;
                is_sum &= fits;
            };
            match filter {
                None => groups.iter().zip(values.values()).for_each(|(group, value)| add(*group, *value)),
                Some(filter) => filter.values().set_indices().for_each(|row| add(groups[row], values.value(row))),
            }
            return if is_sum { Ok(()) } else { Err(past_the_end().into()) };
        }
        let counts = |row: usize| filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
        for (row, group) in groups.iter().enumerate() {
            if values.is_valid(row) && counts(row) {
                self.sums[*group] = added::<T>(self.sums[*group], values.value(row))?;
                self.met[*group] = true;
            }
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef], groups: &[usize], count: usize) -> Result<()> {
        self.update_batch(states, groups, None, count)
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let sums = emit.take_needed(&mut self.sums);
        let nulls = NullBuffer::from(emit.take_needed(&mut self.met));
        Ok(Arc::new(PrimitiveArray::<T>::new(sums.into(), Some(nulls)).with_data_type(self.kind.clone())))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.evaluate(emit)?])
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let values = values[0].as_primitive::<T>();
        let counts = |row: usize| filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row));
        let kept = (0..values.len()).map(|row| (values.is_valid(row) && counts(row)).then(|| values.value(row)));
        let state: PrimitiveArray<T> = kept.collect();
        Ok(vec![Arc::new(state.with_data_type(self.kind.clone()))])
    }

    fn size(&self) -> usize {
        self.sums.capacity() * size_of::<T::Native>() + self.met.capacity()
    }
}
