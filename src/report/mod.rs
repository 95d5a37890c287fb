//! The report in its formats: one writer each over the same [`Report`], and a folder written whole or not at all.

pub mod gallery;
pub mod html;
pub mod json;
pub mod manifest;
pub mod markdown;
pub mod reference;
pub mod scenarios;
pub mod tables;
pub mod terminal;
pub mod xbrl;

use crate::charts;
use crate::drawing::Drawing;
use crate::drawing::style::{Size, Style};
use crate::error::{Error, Result};
use crate::model::{ChartEntry, Report};
use std::fs;
use std::path::{Path, PathBuf};

/// Which files a chart is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Image {
    /// Scalable, for documents.
    Svg,
    /// Pixels, for decks.
    Png,
    /// Both of the same picture.
    Both,
}

/// A file to be written: its path within the folder, and its bytes.
pub type Page = (PathBuf, Vec<u8>);

/// The files of the drawings under `folder`, and their entries in the report with paths relative to the report: the
/// pictures, and what each shows as CSV.
///
/// # Errors
/// A bug where a picture cannot be rasterised.
pub fn chart_pages(
    drawings: &[Drawing],
    folder: &str,
    image: Image,
    size: Size,
) -> Result<(Vec<ChartEntry>, Vec<Page>)> {
    let pngs = if image == Image::Svg { Vec::new() } else { charts::pngs(drawings, size)? };
    let mut pngs = pngs.into_iter();
    let (mut entries, mut pages) = (Vec::new(), Vec::new());
    for drawing in drawings {
        let mut add = |extension: &str, bytes: Vec<u8>| {
            let path = Path::new(folder).join(format!("{}.{extension}", drawing.name));
            let shown = path.to_string_lossy().replace('\\', "/");
            pages.push((path, bytes));
            Some(shown)
        };
        let svg = if image == Image::Png { None } else { add("svg", drawing.svg.clone().into_bytes()) };
        let png = pngs.next().and_then(|bytes| add("png", bytes));
        let header = drawing.table.columns.iter().map(ToString::to_string).collect();
        let rows = std::iter::once(header).chain(drawing.table.rows.iter().cloned());
        let csv = add("csv", tables::lines(rows)?.into_bytes());
        let (name, title, alt) = (drawing.name.to_owned(), drawing.title.clone(), drawing.alt.clone());
        entries.push(ChartEntry { name, title, svg, png, csv, alt });
    }
    Ok((entries, pages))
}

/// Every file of a report's folder, `relations` as its tables. Fills the report's list of charts.
///
/// # Errors
/// A bug in a writer.
pub fn pages(
    report: &mut Report,
    manifest: &manifest::Manifest,
    relations: &[tables::Relation],
    image: Image,
    style: &Style,
) -> Result<Vec<Page>> {
    let drawings = charts::draw_all(report, style)?;
    let (entries, mut pages) = chart_pages(&drawings, "charts", image, style.size)?;
    report.charts = entries;
    pages.push(("report.json".into(), json::text(report)?.into_bytes()));
    pages.extend(disclosure(report)?);
    pages.push(("report.html".into(), html::text(report, &drawings)?.into_bytes()));
    pages.push(("report.md".into(), markdown::text(report)?.into_bytes()));
    let (files, listed) = tables::pages(relations)?;
    pages.extend(files);
    pages.push(("manifest.json".into(), manifest.text(&pages, listed)?.into_bytes()));
    Ok(pages)
}

/// The disclosures of a whole fiscal year as files of their own.
fn disclosure(report: &Report) -> Result<Vec<Page>> {
    if report.disclosure.fiscal_year.is_none() {
        return Ok(Vec::new());
    }
    let text = serde_json::to_string_pretty(&report.disclosure);
    let text = text.map_err(|error| Error::bug(format!("disclosure.json cannot be written: {error}")))? + "\n";
    Ok(vec![
        ("disclosure/disclosure.json".into(), text.into_bytes()),
        ("disclosure/xbrl.json".into(), xbrl::text(report)?.into_bytes()),
    ])
}

/// Writes all pages into `folder`: first beside their places, then moved there, so that a failure leaves the folder as
/// it was. Other files in it stay.
///
/// # Errors
/// Output errors that name the path.
pub fn write(folder: &Path, pages: &[Page]) -> Result<()> {
    let existed = folder.is_dir();
    fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    let staged = stage(folder, pages);
    let moved = staged.and_then(|staging| {
        pages.iter().try_for_each(|(path, _)| place(&staging.path().join(path), &folder.join(path)))
    });
    if moved.is_err() && !existed {
        // Only an empty folder goes; what is in it was there before.
        let _ = fs::remove_dir(folder);
    }
    moved
}

fn stage(folder: &Path, pages: &[Page]) -> Result<tempfile::TempDir> {
    let staging = tempfile::Builder::new()
        .prefix(".eggbasket-")
        .tempdir_in(folder)
        .map_err(|error| cannot_write(folder, &error))?;
    for (path, bytes) in pages {
        let target = staging.path().join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|error| cannot_write(&folder.join(path), &error))?;
        }
        fs::write(&target, bytes).map_err(|error| cannot_write(&folder.join(path), &error))?;
    }
    Ok(staging)
}

fn place(from: &Path, to: &Path) -> Result<()> {
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(|error| cannot_write(to, &error))?;
    }
    fs::rename(from, to).map_err(|error| cannot_write(to, &error))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    Error::output(format!("cannot write `{}`: {error}", path.display()))
        .hint("check that the folder exists, that you may write there, and that the disk has room")
}
