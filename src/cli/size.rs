//! Sizes on the command line.

/// The least that a run can hold to.
const LEAST: u64 = 64 << 20;
/// Units, by their names in lower case.
const UNITS: [(&str, u64); 9] = [
    ("", 1),
    ("kb", 1_000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
];

/// The bytes of `2GB`, `1.5 GiB` or `750000000`.
pub(super) fn bytes(text: &str) -> Result<u64, String> {
    let lower = text.trim().to_lowercase();
    let (number, unit) = lower.split_at(lower.find(|it: char| it.is_ascii_alphabetic()).unwrap_or(lower.len()));
    let unit = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, bytes)| *bytes);
    let number = number.trim().parse::<f64>().ok().filter(|number| number.is_finite() && *number > 0.0);
    let (Some(number), Some(unit)) = (number, unit) else {
        return Err("write a number and KB, MB, GB, KiB, MiB or GiB, such as 2GB".to_owned());
    };
    let bytes = (number * unit as f64) as u64;
    if bytes < LEAST { Err("64MiB is the least a run can hold to".to_owned()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_they_are_written() {
        assert_eq!(bytes("2GB"), Ok(2_000_000_000));
        assert_eq!(bytes("1.5 GiB"), Ok(3 << 29));
        assert_eq!(bytes("750000000"), Ok(750_000_000));
        for wrong in ["", "GB", "2 apples", "-1GB", "1e999GB", "63MiB"] {
            assert!(bytes(wrong).is_err(), "{wrong}");
        }
    }
}
