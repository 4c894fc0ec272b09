//! Files of the cap, the channels and the targets: read into the project, and written in the commands' shapes, off the
//! drawing thread.

use std::path::{Path, PathBuf};

use super::reading::{self, Watch};
use super::{Edit, News, Session, store};
use crate::finding::{Finding, Findings, Origin};
use crate::intake::Reading;
use crate::report::files::{results::NamedText, statement_files};
use crate::statements::programme::{Given, Matter, Rows, text};

/// What a file of a matter has.
enum Part {
    Table(usize, Rows),
    Rules(String),
}

impl Session {
    /// Reads tables and rules of a matter; all or none of them are a step of undo.
    pub(super) fn read_programme(&mut self, matter: Matter, files: Vec<PathBuf>) {
        let names: Vec<String> = files.iter().map(|path| store::name_of(path)).collect();
        let names = names.join("、");
        let told = names.clone();
        self.begin_opening(names, move |watch| {
            let parts: Result<Vec<Part>, Findings> = files.iter().map(|path| part(matter, path, watch)).collect();
            move |session: &mut Session| match parts {
                Ok(parts) => {
                    let own = session.programmes().own(matter);
                    let mut given = own.map_or_else(|| Given::blank(matter), |own| Given::clone(own));
                    for part in parts {
                        match part {
                            Part::Table(n, rows) => given.tables[n] = rows,
                            Part::Rules(rules) => given.rules = rules,
                        }
                    }
                    let label = session.language.fill("edit.programme_read", &[("names", &told)]);
                    session.edit(Edit::Programmes(session.programmes().with(matter, Some(given)), label));
                }
                Err(findings) => session.news.push(News::Failed(findings)),
            }
        });
    }

    /// Writes what is given of a matter and what comes of it into a folder, as the commands would.
    pub(super) fn save_programme(&mut self, matter: Matter, folder: PathBuf) {
        let given = self.programmes().of(matter);
        let news = match files_of(matter, &given).and_then(|files| write(&folder, &files)) {
            Ok(()) => News::Saved(folder),
            Err(findings) => News::Failed(findings),
        };
        self.news.push(news);
    }
}

fn part(matter: Matter, path: &Path, watch: &Watch) -> Result<Part, Findings> {
    let (name, bytes) = (store::name_of(path), store::read(path)?);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        let rules = String::from_utf8(bytes).map_err(|_| Finding::error("scenario-encoding", Origin::file(&name)))?;
        return Ok(Part::Rules(rules));
    }
    let contents = reading::read(&name, &bytes, &Reading::default(), watch)?;
    for sheet in &contents.sheets {
        let rows: Rows =
            (0..sheet.height()).map(|row| sheet.row(row).map(|cell| cell.trim().to_owned()).collect()).collect();
        let heading = rows.iter().position(|row: &Vec<String>| matter.table_of(row).is_some());
        if let Some(heading) = heading {
            let n = matter.table_of(&rows[heading]).unwrap_or_default();
            return Ok(Part::Table(n, rows[heading..].to_vec()));
        }
    }
    let columns: Vec<String> = matter.spec().tables.iter().map(|(_, columns)| columns.join(", ")).collect();
    Err(Finding::error("programme-columns", Origin::file(&name)).with("known", columns.join("; ")).into())
}

/// The files of a matter: those that were given, and those that the command makes of them.
fn files_of(matter: Matter, given: &Given) -> Result<Vec<NamedText>, Findings> {
    const TABLES: [&str; 4] = ["institutions.csv", "channels.csv", "units.csv", "actuals.csv"];
    let named =
        |table: &str| TABLES.into_iter().find(|name| name.strip_suffix(".csv") == Some(table)).unwrap_or("table.csv");
    let tables = matter.spec().tables.iter().zip(&given.tables);
    let mut files: Vec<NamedText> = tables.map(|((table, _), rows)| (named(table), text(rows))).collect();
    if !given.rules.is_empty() {
        files.push(("rules.toml", given.rules.clone()));
    }
    match matter {
        Matter::Cap => {
            let (institutions, rules, outcome) = given.cap()?;
            files.extend(statement_files::of_cap(&institutions, &rules, &outcome));
        }
        Matter::Channels => files.push(statement_files::of_channels(&given.channels()?)),
        Matter::Targets => {
            let (units, actuals, rules) = given.targets()?;
            files.extend(statement_files::of_targets(&units, &actuals, &rules));
        }
    }
    Ok(files)
}

fn write(folder: &Path, files: &[NamedText]) -> Result<(), Findings> {
    Ok(store::write_folder(folder, |folder| {
        files.iter().try_for_each(|(name, text)| store::write(&folder.join(name), text.as_bytes()))
    })?)
}
