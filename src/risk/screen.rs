//! Key-account screen: which customers are worth a key account's service, and which the service cannot carry.
//!
//! Value is what a customer brings over the mean; potential is how its revenue grows. The verdict is the first line that
//! holds:
//!
//! | value | potential, flag, tier | verdict | ground |
//! |---|---|---|---|
//! | strong, from 10 times the mean | not falling | key account | value |
//! | strong or candidate, from 5 times | flagged as strategic | key account | strategic |
//! | candidate | growing | key account | growth |
//! | strong or candidate | falling | maintain | falling |
//! | candidate | steady, or not known | maintain | no growth |
//! | none | flagged as strategic | develop | strategic |
//! | none | growing, and not in the tail | develop | growth |
//! | none | all others | none | little value |
//!
//! A key account, or one to develop, is beyond capacity where the service load of all customers ranked before it and its own
//! are more than the capacity. The multiples are the field's; the rest of the table and the 10 % of growth are ours.

#[cfg(test)]
mod tests;

/// A customer to screen; its place in the slice is its identity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Customer<'a> {
    /// Settles ties, the smaller first.
    pub id: &'a str,
    /// Revenue in the window, in units; those of 0 or less are not screened.
    pub amount: i128,
    /// Revenue of the twelve months before; `None` where it is not known.
    pub before: Option<i128>,
    /// Products bought now that were not bought then; `None` where no column says.
    pub new_products: Option<u64>,
    /// Whether it is flagged as strategic; `None` where no column says.
    pub strategic: Option<bool>,
    /// Its service load, at least 0, in the unit of the capacity; what is not known adds nothing.
    pub service_load: Option<f64>,
}

/// Revenue over the mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Ten times the mean or more.
    Strong,
    /// Five times or more.
    Candidate,
    /// Less.
    None,
}

/// How revenue moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Potential {
    /// A tenth more than the year before or above, or not falling and a new product.
    Growing,
    /// Between the others.
    Steady,
    /// A tenth less than the year before or below.
    Falling,
}

/// Where a customer stands in the book's revenue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Those ranked before it bring less than 80 % of it.
    Head,
    /// Less than 95 %.
    Middle,
    /// 95 % or more.
    Tail,
}

/// What the screen says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Serve as a key account.
    KeyAccount,
    /// Not of that value yet: develop.
    Develop,
    /// Of value without potential: keep as it is.
    Maintain,
    /// The service cannot carry it.
    BeyondCapacity,
    /// Nothing speaks for it.
    None,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground {
    /// Its value alone.
    Value,
    /// It is flagged as strategic.
    Strategic,
    /// It grows.
    Growth,
    /// Its revenue falls.
    Falling,
    /// It does not grow, or that is not known.
    NoGrowth,
    /// It brings too little.
    LittleValue,
    /// The service load so far is more than the capacity.
    Capacity,
}

/// A customer through the screen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Screened {
    /// Its place in the book.
    pub customer: usize,
    /// v = x / mean(x) over the customers with revenue, above 0.
    pub value_multiple: f64,
    /// The step of it.
    pub value: Value,
    /// Revenue over that of the year before, less 1, from −1; `None` where there was none, or it is not known.
    pub growth: Option<f64>,
    /// Its potential; `None` where the year before is not known.
    pub potential: Option<Potential>,
    /// Service load up to and with this customer over the capacity, at least 0; `None` without a capacity.
    pub load_so_far: Option<f64>,
    /// Its tier.
    pub tier: Tier,
    /// The verdict.
    pub verdict: Verdict,
    /// Its ground.
    pub ground: Ground,
}

/// All customers with revenue through the screen, by falling revenue, then id. `capacity` is above 0; without one nobody is
/// beyond it.
#[must_use]
pub fn screen(customers: &[Customer], capacity: Option<f64>) -> Vec<Screened> {
    let mut ranked: Vec<(usize, &Customer)> = customers.iter().enumerate().filter(|(_, it)| it.amount > 0).collect();
    ranked.sort_by(|(_, one), (_, other)| other.amount.cmp(&one.amount).then_with(|| one.id.cmp(other.id)));
    let book = Book { total: ranked.iter().map(|(_, it)| it.amount).sum(), customers: ranked.len() as i128 };
    let (mut above, mut load) = (0, 0.0);
    let screened = ranked.into_iter().map(|(place, customer)| {
        load += customer.service_load.unwrap_or(0.0);
        let it = book.screened(place, customer, above, capacity.map(|capacity| load / capacity));
        above += customer.amount;
        it
    });
    screened.collect()
}

/// The customers with revenue together.
struct Book {
    total: i128,
    customers: i128,
}

impl Book {
    fn screened(&self, place: usize, customer: &Customer, above: i128, load_so_far: Option<f64>) -> Screened {
        let (value, potential, tier) = (self.value(customer), potential(customer), self.tier(above));
        let (verdict, ground) = verdict(value, potential, customer.strategic == Some(true), tier);
        let served = matches!(verdict, Verdict::KeyAccount | Verdict::Develop);
        let beyond = served && load_so_far.is_some_and(|load| load > 1.0);
        Screened {
            customer: place,
            value_multiple: customer.amount as f64 * self.customers as f64 / self.total as f64,
            value,
            growth: customer.before.filter(|before| *before > 0).map(|before| growth(customer.amount, before)),
            potential,
            load_so_far,
            tier,
            verdict: if beyond { Verdict::BeyondCapacity } else { verdict },
            ground: if beyond { Ground::Capacity } else { ground },
        }
    }

    /// Compared exactly: five times the mean is five times the mean.
    fn value(&self, customer: &Customer) -> Value {
        let multiple = |times: i128| customer.amount * self.customers >= times * self.total;
        if multiple(10) {
            Value::Strong
        } else if multiple(5) {
            Value::Candidate
        } else {
            Value::None
        }
    }

    /// What the customers above bring decides the tier.
    fn tier(&self, above: i128) -> Tier {
        if above * 100 < self.total * 80 {
            Tier::Head
        } else if above * 100 < self.total * 95 {
            Tier::Middle
        } else {
            Tier::Tail
        }
    }
}

fn growth(now: i128, before: i128) -> f64 {
    (now - before) as f64 / before as f64
}

/// A customer that brought nothing the year before grows.
fn potential(customer: &Customer) -> Option<Potential> {
    let before = customer.before?;
    Some(if customer.amount * 10 <= before * 9 {
        Potential::Falling
    } else if customer.amount * 10 >= before * 11 || customer.new_products.is_some_and(|products| products > 0) {
        Potential::Growing
    } else {
        Potential::Steady
    })
}

/// The table above.
fn verdict(value: Value, potential: Option<Potential>, strategic: bool, tier: Tier) -> (Verdict, Ground) {
    let falling = potential == Some(Potential::Falling);
    let growing = potential == Some(Potential::Growing);
    match value {
        Value::Strong if !falling => (Verdict::KeyAccount, Ground::Value),
        Value::Strong | Value::Candidate if strategic => (Verdict::KeyAccount, Ground::Strategic),
        Value::Candidate if growing => (Verdict::KeyAccount, Ground::Growth),
        Value::Strong | Value::Candidate if falling => (Verdict::Maintain, Ground::Falling),
        Value::Strong | Value::Candidate => (Verdict::Maintain, Ground::NoGrowth),
        Value::None if strategic => (Verdict::Develop, Ground::Strategic),
        Value::None if growing && tier != Tier::Tail => (Verdict::Develop, Ground::Growth),
        Value::None => (Verdict::None, Ground::LittleValue),
    }
}
