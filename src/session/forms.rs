//! The forms of offices: somebody's own blank workbook filled with a budget year, filled ones read back, and an officer's
//! own form of the lines read from its file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::reading::{self, Watch};
use super::standing::today;
use super::{Edit, News, Session, folder, store};
use crate::dataset::Grain;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::fund::FundKind;
use crate::intake::{self, Choices, Contents, Reading};
use crate::month::Month;
use crate::report::files::filled::{self, Filled, Put, Puts};
use crate::statements::form::Form;
use crate::statements::kept::Hand;
use crate::statements::own::OwnForm;
use crate::statements::printed::{Collected, Meant, Value, recognised};
use crate::statements::statement::{Version, Who};
use crate::statements::year::BudgetYear;

/// A blank form that is to be filled.
#[derive(Clone, PartialEq, Debug)]
pub struct Filling {
    /// The blank form.
    pub template: PathBuf,
    /// Where the filled one goes.
    pub out: PathBuf,
    /// What it is filled from.
    pub year: Arc<BudgetYear>,
    /// Whose, where the form does not say it.
    pub who: Who,
    /// The version of 金额.
    pub version: Version,
}

/// Filled forms that are to be read.
#[derive(Clone, PartialEq, Debug)]
pub struct Collecting {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The fund, where it is one of which there are no figures.
    pub beside: Option<FundKind>,
    /// The form whose lines they have.
    pub form: Arc<Form>,
    /// What is meant where they do not say it.
    pub meant: Meant,
    /// 依据
    pub why: String,
}

impl Session {
    /// What was said of the forms that were filled or read last.
    pub fn said_of_forms(&self) -> &Findings {
        &self.said_of_forms
    }

    /// Fills a blank form off this thread. It is written whole or not at all.
    pub(super) fn fill_form(&mut self, filling: Filling) {
        let name = store::name_of(&filling.template);
        self.begin_opening(name, move |watch| {
            let made = made(&filling, watch).and_then(|(filled, said)| {
                store::write(&filling.out, &filled.bytes)?;
                Ok((filled.count, said))
            });
            move |session: &mut Session| match made {
                Ok((count, said)) => {
                    session.said_of_forms.clone_from(&said);
                    let values = [("name", &*store::name_of(&filling.out)), ("count", &*count.to_string())];
                    let text = session.language.fill("budget.form_filled", &values);
                    session.news.push(News::Said(text, said));
                }
                Err(findings) => {
                    session.said_of_forms.clone_from(&findings);
                    session.news.push(News::Failed(findings));
                }
            }
        });
    }

    /// Reads an officer's own form off this thread and keeps it with the project, as a step of undo. One with any fault, or of
    /// another fund, is not taken.
    pub(super) fn read_form(&mut self, path: PathBuf, fund: FundKind, beside: Option<FundKind>) {
        let name = store::name_of(&path);
        self.begin_opening(name.clone(), move |_| {
            let read = store::read(&path).map_err(Findings::from);
            let read = read.and_then(|bytes| OwnForm::of_file(&name, &bytes)).and_then(|own| {
                let other = own.read().map_or("", |form| &*form.fund).to_owned();
                let other = FundKind::of_key(&other).filter(|other| *other != fund);
                other.map_or(Ok(own), |other| {
                    let finding = Finding::error("form-fund-other", Origin::file(&name).at_row(1));
                    Err(finding.with("found", other.text_key()).with("shown", fund.text_key()).into())
                })
            });
            move |session: &mut Session| match read {
                Ok(own) => {
                    session.said_of_forms.clear();
                    let of_fund = session.budgets().at(beside);
                    let forms = of_fund.forms().iter().cloned().chain([own]).collect();
                    let budgets = session.budgets().put_at(beside, of_fund.with_forms(forms));
                    let label = session.language.fill("edit.budget_form_read", &[("name", &name)]);
                    session.edit(Edit::Budgets(Box::new(budgets), label));
                    let text = session.language.fill("budget.form_read", &[("name", &name)]);
                    session.news.push(News::Said(text, Findings::new()));
                }
                Err(findings) => {
                    session.said_of_forms.clone_from(&findings);
                    session.news.push(News::Failed(findings));
                }
            }
        });
    }

    /// Reads filled forms off this thread; all of them are one step of undo.
    pub(super) fn collect_forms(&mut self, collecting: Collecting) {
        let names: Vec<String> = collecting.paths.iter().map(|path| store::name_of(path)).collect();
        let names = names.join("、");
        let (places, told, fund) = (self.data().places.clone(), names.clone(), self.fund());
        self.begin_opening(names, move |watch| {
            let Collecting { paths, beside, form, mut meant, why } = collecting;
            let (files, said) = folder::tables(paths.clone());
            let mut monthly = beside.is_none() && !files.is_empty();
            let mut collected = Collected { findings: said.to_vec(), ..Collected::default() };
            // Of several files each must say whose it is.
            meant.who = meant.who.filter(|_| files.len() == 1);
            for path in &files {
                let name = store::name_of(path);
                let read = store::read(path).map_err(Findings::from);
                match read.and_then(|bytes| reading::read(&name, &bytes, &Reading::default(), watch)) {
                    Ok(contents) => {
                        collected.take(&name, contents.sheets.iter().map(|s| &**s), &form, &places, meant);
                        monthly = monthly && is_monthly(contents, fund);
                    }
                    Err(findings) => {
                        monthly = false;
                        collected.findings.extend(findings.iter().cloned());
                    }
                }
            }
            let collected = collected.without_sums(&form, &places);
            move |session: &mut Session| match monthly {
                // 执行: the months of an agency are figures of the project, as anywhere.
                true => session.import(paths),
                false => session.take_forms(collected, beside, &why, &told),
            }
        });
    }

    fn take_forms(&mut self, collected: Collected, beside: Option<FundKind>, why: &str, names: &str) {
        let mut said: Findings = collected.findings.into_iter().collect();
        let hand = Hand { who: self.hand.as_str().into(), why: why.into(), when: today().into() };
        let (mut budgets, mut count) = (self.budgets().at(beside).clone(), 0);
        for ((year, version), puts) in collected.amounts {
            if budgets.seal(year, version).is_some() {
                said.push(Finding::error("budget-settled", Origin::file(names)).with("year", year));
                continue;
            }
            count += puts.len();
            budgets = budgets.with(year, version, puts, &hand);
        }
        said.sort_by_key(|finding| finding.severity);
        self.said_of_forms.clone_from(&said);
        if count == 0 {
            let none = Finding::error("printed-nothing", Origin::file(names));
            return self.news.push(News::Failed(if said.is_empty() { none.into() } else { said }));
        }
        let (count, places) = (count.to_string(), collected.whose.len().to_string());
        let label = self.language.fill("edit.budget_collected", &[("names", names)]);
        let budgets = self.budgets().put_at(beside, budgets);
        self.edit(Edit::Budgets(Box::new(budgets), label));
        let values = [("names", names), ("count", &*count), ("places", &*places)];
        let text = self.language.fill("budget.forms_read", &values);
        self.news.push(News::Said(text, said));
    }
}

/// Whether a file has figures by county and month, and is no form of a year: several months of a county, or rows that
/// name their month.
fn is_monthly(contents: Contents, fund: FundKind) -> bool {
    let sheets = contents.sheets.clone();
    let import = intake::understand_contents(vec![contents], &Choices { fund, ..Choices::default() }, None);
    let Some(data) = import.dataset.or(import.partly).filter(|data| data.grain == Grain::Monthly) else { return false };
    let is_month = |text: &str| {
        let text = text.trim();
        text.parse::<Month>().is_ok() || text.ends_with('月') && text.starts_with(|first: char| first.is_ascii_digit())
    };
    let names_month = |origin: &Origin| {
        let sheet = sheets.iter().find(|sheet| sheet.origin.sheet == origin.sheet);
        let row = origin.row.and_then(|row| (row as usize).checked_sub(1));
        sheet.zip(row).is_some_and(|(sheet, row)| sheet.row(row).any(is_month))
    };
    let mut counties = data.counties.iter();
    counties.any(|county| county.len() > 1 || county.sources.first().is_some_and(|row| names_month(&row.origin())))
}

/// The filled form, and what is to be said of it.
fn made(filling: &Filling, watch: &Watch) -> Result<(Filled, Findings), Findings> {
    let Filling { template, out, year, who, version } = filling;
    let name = store::name_of(template);
    if template == out {
        return Err(Finding::error("form-over-blank", Origin::file(&name)).into());
    }
    let bytes = store::read(template)?;
    fill(&name, &bytes, year, *who, *version, watch)
}

/// A blank form filled with a budget year.
///
/// # Errors
/// A file that is no .xlsx, or of which no cell could be filled.
pub fn fill(
    name: &str,
    bytes: &[u8],
    year: &BudgetYear,
    who: Who,
    version: Version,
    watch: &Watch,
) -> Result<(Filled, Findings), Findings> {
    let contents = reading::read(name, bytes, &Reading::default(), watch)?;
    let mut said = Findings::new();
    let mut sheets: BTreeMap<String, Puts> = BTreeMap::new();
    for sheet in &contents.sheets {
        let Some(printed) = recognised(sheet, &year.form, &year.places, year.year) else { continue };
        said.extend(printed.findings.iter().cloned());
        let mut puts = Puts::new();
        let mut missing: BTreeMap<i32, usize> = BTreeMap::new();
        for slot in &printed.slots {
            let put = match slot.value(year, who, version) {
                None => {
                    *missing.entry(slot.year).or_default() += 1;
                    continue;
                }
                Some(Value::Nothing) => Put::Nothing,
                Some(Value::Amount(amount)) => {
                    Put::Number(amount.to_decimal() / rust_decimal::Decimal::from(slot.factor))
                }
                Some(Value::Share(over, under)) => {
                    crate::money::ratio(over.fen(), under.fen(), 6).map_or(Put::Nothing, Put::Share)
                }
            };
            puts.insert((slot.row as u32, slot.column as u32), put);
        }
        for (of, count) in missing {
            let finding = Finding::new("form-without-version", Severity::Warning, sheet.origin.clone());
            said.push(finding.with("year", of).with("count", count));
        }
        if let Some(of) = printed.who.filter(|of| *of != who) {
            let finding = Finding::new("form-of-other", Severity::Warning, sheet.origin.clone());
            said.push(finding.with("place", of.key(&year.places)).with("filled", who.key(&year.places)));
        }
        sheets.insert(sheet.origin.sheet.as_deref().unwrap_or_default().to_owned(), puts);
    }
    if sheets.values().all(BTreeMap::is_empty) {
        let none = Finding::error("form-nothing-filled", Origin::file(name));
        said.push(none);
        said.sort_by_key(|finding| finding.severity);
        return Err(said);
    }
    let filled = filled::filled(name, bytes, &sheets)?;
    said.extend(filled.findings.iter().cloned());
    said.sort_by_key(|finding| finding.severity);
    Ok((filled, said))
}

/// The proposed name of a filled form.
pub fn name_of_filled(template: &Path, place: &str) -> String {
    format!("{} {place}", template.file_stem().unwrap_or_default().to_string_lossy())
}
