//! Reading the ledgers of the special account, and what it has in deposits, off the drawing thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::reading::{self, Watch};
use super::{Edit, News, Session, store};
use crate::finding::{Finding, Findings, Origin};
use crate::intake::{Reading, without_identities};
use crate::special_account::account::Filed;
use crate::special_account::held;
use crate::special_account::ledger::Keeper;
use crate::special_account::rates::{Held, Rates};

impl Session {
    /// Reads files of a ledger; all or none of them are a step of undo.
    pub(super) fn read_ledgers(&mut self, files: Vec<(Keeper, PathBuf)>) {
        let names: Vec<String> = files.iter().map(|(_, path)| store::name_of(path)).collect();
        let names = names.join("、");
        let told = names.clone();
        self.begin_opening(names, move |watch| {
            let mut notes = Findings::new();
            let filed: Result<Vec<Vec<Filed>>, Findings> =
                files.iter().map(|(keeper, path)| filed(path, *keeper, watch, &mut notes)).collect();
            move |session: &mut Session| match filed {
                Ok(filed) => {
                    if !notes.is_empty() {
                        session.news.push(News::Failed(notes));
                    }
                    let account = session.account().clone();
                    let account = filed.into_iter().fold((*account).clone(), |account, filed| account.with_file(filed));
                    let label = session.language.fill("edit.ledgers", &[("names", &told)]);
                    session.edit(Edit::Account(Box::new(account), label));
                }
                Err(findings) => session.news.push(News::Failed(findings)),
            }
        });
    }
}

impl Session {
    /// Reads what is deposited already, or all that the bank pays, as a step of undo.
    pub(super) fn read_deposits(&mut self, path: PathBuf) {
        let name = store::name_of(&path);
        let told = name.clone();
        self.begin_opening(name, move |watch| {
            let read = deposits(&path, watch);
            move |session: &mut Session| match read {
                Ok(read) => {
                    let ladders = session.ladders();
                    let changed = match read {
                        Deposited::Rates(rates) => ladders.dated(rates),
                        Deposited::Held(held) => ladders.holding(held),
                    };
                    let label = session.language.fill("edit.deposits", &[("name", &told)]);
                    session.edit(Edit::Ladders(Box::new(changed), label, false));
                }
                Err(findings) => session.news.push(News::Failed(findings)),
            }
        });
    }
}

/// What a file tells of deposits.
enum Deposited {
    /// A `rates.toml`.
    Rates(Rates),
    /// A list of what is held.
    Held(Vec<Held>),
}

fn deposits(path: &Path, watch: &Watch) -> Result<Deposited, Findings> {
    let (name, bytes) = (store::name_of(path), store::read(path)?);
    if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
        let text = String::from_utf8(bytes).map_err(|_| Finding::error("scenario-encoding", Origin::file(&name)))?;
        return Rates::read(&name, &text).map(Deposited::Rates);
    }
    let contents = reading::read(&name, &bytes, &Reading::default(), watch)?;
    held::read(&name, contents.sheets.iter().map(|sheet| &**sheet)).map(Deposited::Held)
}

/// Reads a ledger; numbers of identity cards in its texts are hidden, and said.
fn filed(path: &Path, keeper: Keeper, watch: &Watch, notes: &mut Findings) -> Result<Vec<Filed>, Findings> {
    let name = store::name_of(path);
    let mut contents = reading::read(&name, &store::read(path)?, &Reading::default(), watch)?;
    for sheet in &mut contents.sheets {
        if let Some((kept, note)) = without_identities(sheet) {
            *sheet = Arc::new(kept);
            notes.push(note);
        }
    }
    Filed::read(&name, contents.sheets.iter().map(|sheet| &**sheet), keeper)
}
