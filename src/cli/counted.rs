//! A report that is counted: by this run, or by an earlier one of the same program over the same bytes by the same rules.

use super::input::{self, Input, Loaded};
use crate::cache::{Cache, Key, REPORT};
use crate::config::{Brand, ChartRules, Config, Fonts};
use crate::error::Result;
use crate::model::Report;
use crate::report::manifest::Manifest;
use crate::report::{json, tables};
use crate::source;

/// A report, and what its folder holds beside it.
pub(crate) struct Counted {
    pub(crate) config: Config,
    pub(crate) report: Report,
    pub(crate) manifest: Manifest,
    /// Every relation, where they were asked for.
    pub(crate) relations: Vec<tables::Relation>,
}

/// Counts a report, or finds it in the cache; with its relations where `with_tables` is set.
///
/// # Errors
/// As [`input::load`].
pub(crate) async fn count(input: &Input, with_tables: bool) -> Result<Counted> {
    let prepared = input::prepare(input, |_| ()).await?;
    let workers = prepared.means.workers;
    let of = |cache| Some((cache, identity(input, &prepared.config, workers)?));
    let kept = prepared.means.cache.clone().and_then(of);
    if let Some((cache, identity)) = &kept {
        let keys = [true, with_tables].map(|with_tables| key(cache, identity, with_tables));
        if let Some(pieces) = keys.iter().find_map(|key| cache.read(key))
            && let Some((report, manifest, relations)) = read(&pieces)
        {
            input::warn_of(cache);
            return Ok(Counted { config: prepared.config, report, manifest, relations });
        }
    }
    let Loaded { config, source, run, report } = input::load_prepared(input, prepared).await?;
    let manifest = Manifest::new(&source, &config);
    let mut clock = input.clock();
    let relations = if with_tables { tables::collect(&run, &[], tables::MOST_ROWS).await? } else { Vec::new() };
    clock.tell("tables beside the report");
    if let Some((cache, before)) = &kept {
        // Files that changed while they were read are no report's.
        let is_same = identity(input, &config, workers).as_ref() == Some(before);
        if let Some(pieces) = is_same.then(|| written(&report, &manifest, &relations)).flatten() {
            cache.write(&key(cache, before, with_tables), &pieces);
        }
        input::warn_of(cache);
    }
    Ok(Counted { config, report, manifest, relations })
}

/// All that a report depends on besides the program: the rules, and every file by name and contents. None where a file cannot be
/// read; whoever reads it next says why.
fn identity(input: &Input, config: &Config, workers: usize) -> Option<String> {
    let files = source::identities(&input.ledger, config, workers).ok()?;
    // How charts look is no part of a report.
    let rules =
        Config { charts: ChartRules::default(), brand: Brand::default(), fonts: Fonts::default(), ..config.clone() };
    Some(format!("{rules:?}\n{}", files.join("\n")))
}

fn key(cache: &Cache, identity: &str, with_tables: bool) -> Key {
    cache.key(REPORT, &[identity.as_bytes(), &[u8::from(with_tables)]])
}

/// The pieces of a report; none where it would not come back as it is.
fn written(report: &Report, manifest: &Manifest, relations: &[tables::Relation]) -> Option<Vec<Vec<u8>>> {
    let bytes = rmp_serde::to_vec_named(report).ok()?;
    let comes_back: Report = rmp_serde::from_slice(&bytes).ok()?;
    if json::text(&comes_back).ok()? != json::text(report).ok()? {
        return None;
    }
    let mut pieces = vec![bytes, serde_json::to_vec(manifest).ok()?];
    pieces.extend(tables::pieces(relations).ok()?);
    Some(pieces)
}

fn read(pieces: &[Vec<u8>]) -> Option<(Report, Manifest, Vec<tables::Relation>)> {
    let [report, manifest, relations @ ..] = pieces else { return None };
    Some((
        rmp_serde::from_slice(report).ok()?,
        serde_json::from_slice(manifest).ok()?,
        tables::of_pieces(relations).ok()?,
    ))
}
