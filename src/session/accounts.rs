//! Reading the ledgers of the special account, off the drawing thread.

use std::path::{Path, PathBuf};

use super::reading::{self, Watch};
use super::{Edit, News, Session, store};
use crate::finding::Findings;
use crate::intake::Reading;
use crate::special_account::account::Filed;
use crate::special_account::ledger::Keeper;

impl Session {
    /// Reads files of a ledger; all or none of them are a step of undo.
    pub(super) fn read_ledgers(&mut self, files: Vec<(Keeper, PathBuf)>) {
        let names: Vec<String> = files.iter().map(|(_, path)| store::name_of(path)).collect();
        let names = names.join("、");
        let told = names.clone();
        self.begin_opening(names, move |watch| {
            let filed: Result<Vec<Filed>, Findings> =
                files.iter().map(|(keeper, path)| filed(path, *keeper, watch)).collect();
            move |session: &mut Session| match filed {
                Ok(filed) => {
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

fn filed(path: &Path, keeper: Keeper, watch: &Watch) -> Result<Filed, Findings> {
    let name = store::name_of(path);
    let contents = reading::read(&name, &store::read(path)?, &Reading::default(), watch)?;
    Filed::read(&name, contents.sheets.iter().map(|sheet| &**sheet), keeper)
}
