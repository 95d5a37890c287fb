//! Customers that may be one under two names: the same name but for case, punctuation and legal form, the same words in
//! another order, or a name within a letter or so.

use std::collections::{BTreeMap, BTreeSet};

/// Words that say what kind of company it is, and nothing of which. They are dropped from the end of a name.
const FORMS: &[&str] = &[
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "co",
    "company",
    "llc",
    "llp",
    "lp",
    "ltd",
    "limited",
    "plc",
    "pllc",
    "gmbh",
    "mbh",
    "ag",
    "kg",
    "kgaa",
    "ohg",
    "ug",
    "se",
    "ev",
    "eg",
    "sa",
    "sas",
    "sasu",
    "sarl",
    "snc",
    "srl",
    "spa",
    "sl",
    "slu",
    "bv",
    "nv",
    "cv",
    "vof",
    "ab",
    "hb",
    "oy",
    "oyj",
    "ky",
    "as",
    "asa",
    "aps",
    "kft",
    "zrt",
    "nyrt",
    "sro",
    "doo",
    "dd",
    "ad",
    "ood",
    "eood",
    "ou",
    "uab",
    "sia",
    "spzoo",
    "pte",
    "pty",
    "pvt",
    "private",
    "sdn",
    "bhd",
    "kk",
    "gk",
    "lda",
    "ltda",
    "sab",
    "cia",
];
/// The same at the end of a name that is written without spaces.
const SUFFIXES: &[&str] =
    &["股份有限公司", "有限责任公司", "有限公司", "公司", "株式会社", "有限会社", "合同会社", "주식회사"];
/// The same at its beginning.
const PREFIXES: &[&str] = &["株式会社", "有限会社", "合同会社", "주식회사"];
/// Words of which one in place of another makes another company.
const APART: &[&str] =
    &["north", "south", "east", "west", "northern", "southern", "eastern", "western", "new", "old", "first", "second"];
/// Neighbours a name is compared with in each order; the cost grows with it, not with the square of the book.
const NEIGHBOURS: usize = 8;

/// A customer as far as its name goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<'a> {
    /// Its id.
    pub customer: &'a str,
    /// The group it counts in.
    pub group: &'a str,
    /// Its name.
    pub name: &'a str,
}

/// Two customers of different groups whose names are alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair<'a> {
    /// The one whose group id comes first.
    pub one: Named<'a>,
    /// The other.
    pub other: Named<'a>,
    /// `same_name`, `same_words` or `a_letter_apart`.
    pub how: &'static str,
    /// 1 for the same name, less by each letter that differs.
    pub similarity: f64,
}

/// A name made ready for comparison.
struct Ready<'a> {
    named: Named<'a>,
    words: Vec<String>,
    /// All words without spaces.
    joined: Vec<char>,
}

/// Every pair of groups with names alike, at most one a pair of groups, by group ids.
#[must_use]
pub fn pairs<'a>(customers: &[Named<'a>]) -> Vec<Pair<'a>> {
    let ready: Vec<Ready<'a>> = customers.iter().filter_map(|named| Ready::new(*named)).collect();
    let mut found = BTreeMap::new();
    for (how, similarity, key) in [("same_name", 1.0, false), ("same_words", 1.0, true)] {
        for (one, other) in same(&ready, key) {
            keep(&mut found, one, other, how, similarity);
        }
    }
    for backwards in [false, true] {
        for (one, other) in neighbours(&ready, backwards) {
            if let Some(similarity) = near(one, other) {
                keep(&mut found, one, other, "a_letter_apart", similarity);
            }
        }
    }
    found.into_values().collect()
}

/// Keeps the first way two groups were found alike, with the smallest ids it was found by.
fn keep<'a>(
    found: &mut BTreeMap<(&'a str, &'a str), Pair<'a>>,
    one: &Ready<'a>,
    other: &Ready<'a>,
    how: &'static str,
    similarity: f64,
) {
    let (one, other) = if one.named.group < other.named.group { (one, other) } else { (other, one) };
    if one.named.group != other.named.group {
        let pair = Pair { one: one.named, other: other.named, how, similarity };
        found.entry((one.named.group, other.named.group)).or_insert(pair);
    }
}

/// Neighbours among those with the same key: the joined name, or its words in order of the alphabet.
fn same<'r, 'a>(ready: &'r [Ready<'a>], by_words: bool) -> Vec<(&'r Ready<'a>, &'r Ready<'a>)> {
    let mut groups: BTreeMap<String, Vec<&Ready<'a>>> = BTreeMap::new();
    for name in ready {
        groups.entry(name.key(by_words)).or_default().push(name);
    }
    let of_one_key = |members: Vec<&'r Ready<'a>>| {
        let first = members[0];
        members.into_iter().skip(1).map(move |other| (first, other)).collect::<Vec<_>>()
    };
    groups.into_values().filter(|members| members.len() > 1).flat_map(of_one_key).collect()
}

/// Each name with the few that follow it in the alphabet, from its beginning or from its end.
fn neighbours<'r, 'a>(ready: &'r [Ready<'a>], backwards: bool) -> Vec<(&'r Ready<'a>, &'r Ready<'a>)> {
    let mut sorted: Vec<(Vec<char>, &Ready<'a>)> = ready.iter().map(|name| (name.turned(backwards), name)).collect();
    sorted.sort_by(|one, other| one.0.cmp(&other.0).then_with(|| one.1.named.customer.cmp(other.1.named.customer)));
    let with_next = |at: usize| {
        let next = sorted[at + 1..].iter().take(NEIGHBOURS);
        next.map(|(_, other)| (sorted[at].1, *other)).collect::<Vec<_>>()
    };
    (0..sorted.len()).flat_map(with_next).collect()
}

/// The likeness of two names that differ by one letter in seven or more, or by less than an eighth of their letters.
fn near(one: &Ready<'_>, other: &Ready<'_>) -> Option<f64> {
    let longest = one.joined.len().max(other.joined.len());
    let most = longest / 8;
    let most = if longest >= 7 { most.max(1) } else { most };
    if most == 0 || unlike_letters(&one.joined, &other.joined) > 2 * most || digits(one) != digits(other) {
        return None;
    }
    let letters = |name: &Ready<'_>| name.joined.iter().collect::<String>();
    let edits = strsim::osa_distance(&letters(one), &letters(other));
    ((1..=most).contains(&edits) && !told_apart(one, other)).then(|| 1.0 - edits as f64 / longest as f64)
}

/// Letters that one has more of than the other, counted over both: at most twice the edits between them.
fn unlike_letters(one: &[char], other: &[char]) -> usize {
    let mut counts = [0_i32; 64];
    one.iter().for_each(|letter| counts[*letter as usize % 64] += 1);
    other.iter().for_each(|letter| counts[*letter as usize % 64] -= 1);
    counts.iter().map(|count| count.unsigned_abs() as usize).sum()
}

fn digits(name: &Ready<'_>) -> Vec<char> {
    name.joined.iter().copied().filter(char::is_ascii_digit).collect()
}

/// Whether the words in which two names differ are made to differ: a number of one to three letters, or a direction.
fn told_apart(one: &Ready<'_>, other: &Ready<'_>) -> bool {
    let words = |name: &Ready<'_>| name.words.iter().cloned().collect::<BTreeSet<String>>();
    let (one, other) = (words(one), words(other));
    let short = |word: &String| word.is_ascii() && word.len() <= 3 || APART.contains(&word.as_str());
    let (left, right): (Vec<_>, Vec<_>) = (one.difference(&other).collect(), other.difference(&one).collect());
    left.iter().chain(&right).any(|word| short(word))
}

impl<'a> Ready<'a> {
    /// `None` for a customer that has no name, or none but its id.
    fn new(named: Named<'a>) -> Option<Ready<'a>> {
        if named.name == named.customer {
            return None;
        }
        let words = words(named.name);
        let joined: Vec<char> = words.concat().chars().collect();
        (joined.len() >= 2).then_some(Ready { named, words, joined })
    }

    fn key(&self, by_words: bool) -> String {
        if !by_words {
            return self.joined.iter().collect();
        }
        let mut words = self.words.clone();
        words.sort();
        words.join(" ")
    }

    fn turned(&self, backwards: bool) -> Vec<char> {
        if backwards { self.joined.iter().rev().copied().collect() } else { self.joined.clone() }
    }
}

/// The words of a name in small plain letters, without its legal form.
fn words(name: &str) -> Vec<String> {
    let mut plain = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            // `G.m.b.H.` and `A/S` are one word, `O'Brien` too.
            '.' | '/' | '\'' | '’' => {}
            '&' | '+' => plain.push_str(" and "),
            letter => plain.push_str(&folded(letter)),
        }
    }
    let mut words: Vec<String> = plain.split_whitespace().map(without_form).filter(|word| !word.is_empty()).collect();
    if words.len() > 1 && (words[0] == "the" || PREFIXES.contains(&words[0].as_str())) {
        words.remove(0);
    }
    // What stands before a form may belong to it: `Co. KG`, `and Co`.
    while let Some(form) = form_words(&words).filter(|form| *form < words.len()) {
        words.truncate(words.len() - form);
    }
    words
}

/// How many words at the end are a legal form; none where the name ends in no form.
fn form_words(words: &[String]) -> Option<usize> {
    let last = words.last()?.as_str();
    let polish = [&["sp", "z", "oo"][..], &["sp", "zoo"]].into_iter().find(|form| ends_with(words, form));
    polish.map(<[&str]>::len).or((FORMS.contains(&last) || SUFFIXES.contains(&last) || last == "and").then_some(1))
}

fn ends_with(words: &[String], form: &[&str]) -> bool {
    words.len() >= form.len() && words[words.len() - form.len()..].iter().eq(form)
}

/// A word written without spaces, without the form that stands at its end or beginning.
fn without_form(word: &str) -> String {
    let cut = SUFFIXES.iter().find_map(|form| word.strip_suffix(form)).unwrap_or(word);
    let cut = PREFIXES.iter().find_map(|form| cut.strip_prefix(form)).unwrap_or(cut);
    if cut.is_empty() { word.to_owned() } else { cut.to_owned() }
}

/// A letter without its marks; full-width letters in their plain width; anything but letters and digits a space.
fn folded(letter: char) -> String {
    let plain = match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'ı' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' => "s",
        'ť' | 'ţ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        _ => "",
    };
    if !plain.is_empty() {
        return plain.to_owned();
    }
    let wide = u32::from(letter);
    let letter =
        if (0xff01..=0xff5e).contains(&wide) { char::from_u32(wide - 0xfee0).unwrap_or(letter) } else { letter };
    if letter.is_alphanumeric() { letter.to_lowercase().collect() } else { " ".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> Option<&'static str> {
        let named = |customer: &'static str, name| Named { customer, group: customer, name };
        let customers = [named("C1", one), named("C2", other)];
        pairs(&customers).first().map(|pair| pair.how)
    }

    #[test]
    fn the_same_name_in_other_clothes() {
        for (one, other) in [
            ("Müller GmbH", "MULLER G.m.b.H."),
            ("Müller GmbH & Co. KG", "Müller"),
            ("Acme, Inc.", "The ACME Corporation"),
            ("Smith & Sons Ltd", "Smith and Sons Limited"),
            ("Nordvik A/S", "Nordvik AS"),
            ("Wola Sp. z o.o.", "WOLA"),
            ("广州电子有限公司", "广州电子"),
            ("株式会社 山田", "山田"),
            ("ＡＣＭＥ", "acme"),
        ] {
            assert_eq!(alike(one, other), Some("same_name"), "{one} · {other}");
        }
        assert_eq!(alike("Hans Müller", "Müller, Hans"), Some("same_words"));
    }

    #[test]
    fn a_letter_or_so_apart() {
        assert_eq!(alike("Mueller", "Muller"), Some("a_letter_apart"));
        assert_eq!(alike("Kestrelmoor Insurance", "Kestrelmor Insurance"), Some("a_letter_apart"));
        assert_eq!(alike("Velmora Mobility", "Velmroa Mobility SE"), Some("a_letter_apart"));
        for (one, other) in [
            ("Store 12", "Store 13"),
            ("Fund Alpha I", "Fund Alpha II"),
            ("Contoso Logistics East", "Contoso Logistics West"),
            ("Baker", "Maker"),
            ("Limited", "Inc"),
            ("Orion Foods", "Union Goods"),
        ] {
            assert_eq!(alike(one, other), None, "{one} · {other}");
        }
    }

    #[test]
    fn one_group_is_no_pair_and_an_id_no_name() {
        let named = |customer, group, name| Named { customer, group, name };
        assert!(pairs(&[named("C1", "G", "Acme Inc"), named("C2", "G", "Acme")]).is_empty());
        assert!(pairs(&[named("acme", "acme", "acme"), named("ACME", "ACME", "ACME")]).is_empty());
        let three = [named("C3", "C3", "Acme"), named("C1", "C1", "ACME"), named("C2", "C2", "Acme Ltd")];
        let found: Vec<_> = pairs(&three).iter().map(|pair| (pair.one.group, pair.other.group)).collect();
        assert!(found.contains(&("C1", "C3")) && found.contains(&("C2", "C3")), "{found:?}");
    }
}
