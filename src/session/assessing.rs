//! Files of assessments, read off the drawing thread: lists of what was entered, trees, rules.

use std::path::PathBuf;

use super::reading::{self, Watch};
use super::{Edit, News, Session, store};
use crate::assessment::entered_table;
use crate::assessment::kept::{self, Kept};
use crate::finding::{Finding, Findings, Origin};
use crate::intake;

/// What is read of an assessment.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// What was entered, for a year where the list has none of its own.
    Entries(i32),
    /// A tree.
    Tree,
    /// Rules of watching.
    Rules,
    /// Lines of statements.
    Statement,
}

impl Session {
    /// Reads a file of an assessment; what comes of it is one step of undo. A tree or rules are taken as they are, right
    /// or wrong: what is wrong is said where they are edited.
    pub(super) fn read_assessment(&mut self, reading: Reading, path: PathBuf) {
        let name = store::name_of(&path);
        let (told, kept) = (name.clone(), self.assessed().clone());
        self.begin_opening(name, move |watch| {
            let made = made(reading, &path, &kept, watch);
            move |session: &mut Session| match made {
                Ok(kept) => {
                    let label = session.language.fill("indicators.edit_read", &[("name", &told)]);
                    session.edit(Edit::Assessed(Box::new(kept), label));
                }
                Err(findings) => session.news.push(News::Failed(findings)),
            }
        });
    }
}

fn made(reading: Reading, path: &std::path::Path, kept: &Kept, watch: &Watch) -> Result<Kept, Findings> {
    let (name, bytes) = (store::name_of(path), store::read(path)?);
    let text = || {
        let text = String::from_utf8(bytes.clone());
        text.map_err(|_| Findings::from(Finding::error("scenario-encoding", Origin::file(&name))))
    };
    Ok(match reading {
        Reading::Entries(year) => {
            let tree = kept.tree()?;
            let entries = kept::entries(&name, &listed(&name, bytes, watch)?, Some((&tree.id, year)))?;
            // A file that shows a number is its evidence, where it names no other.
            let with = |mut put: kept::Put| {
                if put.file.is_empty() {
                    put.file.clone_from(&name);
                }
                put
            };
            kept.with(entries.into_iter().map(|(at, puts)| (at, puts.into_iter().map(with).collect())))
        }
        Reading::Tree => {
            let mut kept = kept.clone();
            kept.own.push(text()?.into());
            kept.chosen = kept::Chosen::Own(kept.own.len() - 1);
            kept
        }
        Reading::Rules => Kept { rules: Some(text()?.into()), ..kept.clone() },
        Reading::Statement => {
            let text = text()?;
            crate::assessment::given::Statement::read(&name, text.as_bytes())?;
            Kept { statement: Some(text.into()), ..kept.clone() }
        }
    })
}

/// The list of what was entered: the file itself, or the table of a workbook or of a text that is headed as officers head
/// it.
fn listed(name: &str, bytes: Vec<u8>, watch: &Watch) -> Result<Vec<u8>, Findings> {
    let text = std::str::from_utf8(&bytes).ok();
    if text.and_then(|text| text.lines().next()).is_some_and(|heading| heading.contains("place")) {
        return Ok(bytes);
    }
    let is_text = text.is_some();
    let contents = reading::read(name, &bytes, &intake::Reading::default(), watch)?;
    match contents.sheets.iter().find_map(|sheet| entered_table::list_of(sheet)) {
        Some(list) => Ok(list.into_bytes()),
        None if is_text => Ok(bytes),
        None => Err(Finding::error("entries-no-table", Origin::file(name)).into()),
    }
}
