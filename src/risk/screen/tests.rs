use super::*;

fn customer(id: &str, amount: i128, before: Option<i128>) -> Customer<'_> {
    Customer { id, amount, before, new_products: None, strategic: None, service_load: None }
}

/// Four customers of interest, 100 + 50 + 49 + 45, before twelve of 9 and twenty-four of 2: 400 of 40 customers, 10 each.
fn book<'a>(large: [Customer<'a>; 4]) -> Vec<Customer<'a>> {
    let mut all = large.to_vec();
    all.extend((0..36).map(|at| customer("small", if at < 12 { 9 } else { 2 }, Some(9))));
    all
}

fn plain<'a>() -> [Customer<'a>; 4] {
    [
        customer("a", 100, Some(100)),
        customer("b", 50, Some(40)),
        customer("c", 49, Some(40)),
        customer("d", 45, Some(45)),
    ]
}

fn verdicts(all: &[Customer], capacity: Option<f64>) -> Vec<(Verdict, Ground)> {
    screen(all, capacity).iter().take(4).map(|it| (it.verdict, it.ground)).collect()
}

#[test]
fn multiples_growth_and_tiers_by_hand() {
    let all = screen(&book(plain()), None);
    let first: Vec<f64> = all.iter().take(4).map(|it| it.value_multiple).collect();
    assert_eq!(first, [10.0, 5.0, 4.9, 4.5]);
    let values: Vec<Value> = all.iter().take(4).map(|it| it.value).collect();
    assert_eq!(values, [Value::Strong, Value::Candidate, Value::None, Value::None]);
    assert_eq!((all[1].growth, all[2].growth, all[3].growth), (Some(0.25), Some(0.225), Some(0.0)));
    // The four bring 244. Above the ninth of 9 stand 316 of 400, less than 80 %, above the tenth 325; above the fourteenth
    // of 2 stand 378, less than 95 %, above the fifteenth 380.
    let count = |tier: Tier| all.iter().filter(|it| it.tier == tier).count();
    assert_eq!((count(Tier::Head), count(Tier::Middle), count(Tier::Tail)), (13, 17, 10));
}

#[test]
fn every_line_of_the_table() {
    let [a, b, c, d] = plain();
    let with = |it: Customer<'static>, strategic: bool, before: Option<i128>| Customer {
        strategic: Some(strategic),
        before,
        ..it
    };
    use Ground as G;
    use Verdict as V;
    let seen = |large: [Customer; 4]| verdicts(&book(large), None);
    let usual = seen([a, b, c, d]);
    let expected =
        [(V::KeyAccount, G::Value), (V::KeyAccount, G::Growth), (V::Develop, G::Growth), (V::None, G::LittleValue)];
    assert_eq!(usual, expected);
    let falling = seen([with(a, false, Some(112)), with(b, false, Some(56)), with(c, false, Some(55)), d]);
    let expected = [(V::Maintain, G::Falling), (V::Maintain, G::Falling), (V::None, G::LittleValue)];
    assert_eq!(falling[..3], expected);
    let flagged =
        seen([with(a, true, Some(112)), with(b, true, Some(50)), with(c, true, Some(55)), with(d, true, None)]);
    let strategic = [V::KeyAccount, V::KeyAccount, V::Develop, V::Develop].map(|verdict| (verdict, G::Strategic));
    assert_eq!(flagged, strategic);
    let unknown = seen([with(a, true, None), with(b, false, None), with(c, false, None), d]);
    let expected = [(V::KeyAccount, G::Value), (V::Maintain, G::NoGrowth), (V::None, G::LittleValue)];
    assert_eq!(unknown[..3], expected);
    // A small one that grows from the tail stays where it is.
    let mut all = book([a, b, c, d]);
    all.push(customer("z", 1, Some(0)));
    let last = screen(&all, None).pop();
    assert_eq!(
        last.map(|it| (it.potential, it.tier, it.verdict)),
        Some((Some(Potential::Growing), Tier::Tail, V::None))
    );
}

#[test]
fn a_tenth_is_the_step_of_potential() {
    let of = |amount, before, new_products| potential(&Customer { new_products, ..customer("a", amount, before) });
    assert_eq!(of(110, Some(100), None), Some(Potential::Growing));
    assert_eq!(of(109, Some(100), Some(0)), Some(Potential::Steady));
    assert_eq!(of(91, Some(100), Some(1)), Some(Potential::Growing), "a new product");
    assert_eq!(of(90, Some(100), Some(1)), Some(Potential::Falling), "a new product that replaces more");
    assert_eq!(of(5, Some(0), None), Some(Potential::Growing));
    assert_eq!(of(5, Some(-5), None), Some(Potential::Growing));
    assert_eq!(of(5, None, Some(3)), None);
}

#[test]
fn service_load_vetoes_in_rank_order() {
    let load = |it: Customer<'static>, load: f64| Customer { service_load: Some(load), ..it };
    let [a, b, c, d] = plain();
    let all = book([load(a, 3.0), load(b, 5.0), load(c, 2.5), load(d, 9.0)]);
    let beyond = (Verdict::BeyondCapacity, Ground::Capacity);
    let key = [(Verdict::KeyAccount, Ground::Value), (Verdict::KeyAccount, Ground::Growth)];
    // Exactly at the capacity is within it; who asks for no service is not beyond it.
    let eight = verdicts(&all, Some(8.0));
    assert_eq!((&eight[..2], eight[2], eight[3]), (&key[..], beyond, (Verdict::None, Ground::LittleValue)));
    assert_eq!(verdicts(&all, Some(7.9))[1], beyond);
    assert_eq!(verdicts(&all, None)[2], (Verdict::Develop, Ground::Growth));
    let loads: Vec<Option<f64>> = screen(&all, Some(10.0)).iter().map(|it| it.load_so_far).collect();
    assert_eq!(loads[..5], [Some(0.3), Some(0.8), Some(1.05), Some(1.95), Some(1.95)]);
}

#[test]
fn ties_go_by_id_and_what_brings_nothing_is_not_screened() {
    let all = [customer("b", 5, None), customer("x", 0, None), customer("a", 5, None), customer("y", -9, None)];
    let places: Vec<usize> = screen(&all, None).iter().map(|it| it.customer).collect();
    assert_eq!(places, [2, 0]);
    assert!(screen(&all, None).iter().all(|it| it.value_multiple == 1.0));
    assert_eq!(screen(&[], Some(1.0)), []);
}
