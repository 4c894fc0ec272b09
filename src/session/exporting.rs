//! Files of slides, workbooks and pictures, made and written off the drawing thread.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::jobs::Ticket;
use super::{News, Session, store};
use crate::answers::Desk;
use crate::finding::Findings;
use crate::report::deck::build::Order;
use crate::report::deck::parcel::{Form, Parcel};
use crate::report::model::signed::SignedPage;
use crate::report::views::reconciliation::Statements;
use crate::report::words::number::Style;
use crate::simulation::{Failure, Progress};

/// A file that is being made.
#[derive(Clone, Debug)]
pub struct Exporting {
    /// Its name.
    pub name: String,
    /// Since when.
    pub since: Instant,
    /// How far it is.
    pub progress: Arc<Progress>,
    pub(super) ticket: Ticket,
}

/// Pages to be signed.
#[derive(Clone, PartialEq, Debug)]
pub enum ToSign {
    /// As they are.
    Pages(Vec<SignedPage>),
    /// 余额调节表, made when the file is.
    Statements(Statements),
}

impl ToSign {
    pub(super) fn made(self) -> Vec<SignedPage> {
        match self {
            ToSign::Pages(pages) => pages,
            ToSign::Statements(statements) => statements.pages(),
        }
    }
}

impl Session {
    /// The file that is being made, if any.
    pub fn exporting(&self) -> Option<&Exporting> {
        self.exporting.as_ref()
    }

    /// What the slides of the deck depend on.
    pub fn order(&self, style: Style) -> Order {
        let source = self.source().to_owned();
        let (plan, family, budgets) = (self.deck().clone(), self.family().clone(), self.budgets().clone());
        let (assessed, programmes) = (self.assessed().clone(), self.programmes().clone());
        let (account, ladders) = (self.account().clone(), self.ladders().clone());
        Order { plan, family, budgets, assessed, programmes, account, ladders, style, source }
    }

    /// Makes a file of a deck and writes it; with a template, its bytes are read from there.
    pub(super) fn export(&mut self, path: PathBuf, order: Order, mut form: Form, template: Option<PathBuf>) {
        self.give_up_export();
        let progress = Arc::new(Progress::new());
        let (name, data, theirs) = (store::name_of(&path), self.data().clone(), progress.clone());
        let ticket = self.jobs.begin(move || {
            let make = || -> Result<Findings, Failure> {
                if let (Form::Pptx(bytes), Some(template)) = (&mut form, &template) {
                    *bytes = Some(store::read(template)?);
                }
                let threads = crate::threads::processors();
                let desk = Desk { data: &data, threads, progress: &theirs };
                let (bytes, left_out) = Parcel { order, form, page: None }.bytes(desk)?;
                if theirs.is_stopped() {
                    return Err(Failure::Stopped);
                }
                store::write(&path, &bytes)?;
                Ok(left_out)
            };
            let made = make();
            move |session: &mut Session, ticket| session.take_exported(ticket, path, made)
        });
        self.exporting = Some(Exporting { name, since: Instant::now(), progress, ticket });
    }

    /// Gives up the file that is being made; what stood under its name stays.
    pub(super) fn give_up_export(&mut self) {
        if let Some(exporting) = self.exporting.take() {
            exporting.progress.give_up();
        }
    }

    fn take_exported(&mut self, ticket: Ticket, path: PathBuf, made: Result<Findings, Failure>) {
        if self.exporting.take_if(|exporting| exporting.ticket == ticket).is_none() {
            return; // given up
        }
        match made {
            Ok(left_out) => {
                self.news.push(News::Saved(path));
                if !left_out.is_empty() {
                    self.news.push(News::Failed(left_out));
                }
            }
            Err(Failure::Findings(findings)) => self.news.push(News::Failed(findings)),
            Err(Failure::Stopped) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Command;
    use super::*;
    use crate::locale::Language;
    use crate::report::deck::ready::Ready;
    use crate::report::views::context::Context;
    use crate::report::words::number::Style;

    fn export(session: &mut Session, path: PathBuf) -> News {
        let source = session.source().to_owned();
        let context = Context { observed: session.data(), runs: &[], style: Style::default(), source: &source };
        let plan = Ready::Annual.plan(&context, session.decks_from());
        let order = Order { plan, ..session.order(Style::default()) };
        session.apply(Command::ExportDeck { path, order: Box::new(order), form: Form::Pptx(None), template: None });
        for _ in 0..6000 {
            if let Some(news) = session.poll().pop() {
                return news;
            }
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        panic!("nothing came of it");
    }

    #[test]
    fn a_deck_is_written_whole_and_a_folder_that_is_gone_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let mut session = Session::new(Language::Chinese, None, Arc::new(|| {}));
        let path = folder.path().join("报告.pptx");
        assert_eq!(export(&mut session, path.clone()), News::Saved(path.clone()));
        let first = std::fs::read(&path).unwrap();
        assert!(first.starts_with(b"PK"));
        assert_eq!(export(&mut session, path.clone()), News::Saved(path.clone()));
        assert_eq!(std::fs::read(&path).unwrap(), first, "the same deck, the same bytes");
        let gone = export(&mut session, folder.path().join("gone").join("a.pptx"));
        assert!(matches!(gone, News::Failed(found) if found[0].code == "file-unwritable"));
        // A folder stands where the file should go: it stays.
        let taken = folder.path().join("taken.pptx");
        std::fs::create_dir(&taken).unwrap();
        assert!(matches!(export(&mut session, taken.clone()), News::Failed(_)));
        assert!(taken.is_dir());
    }
}
