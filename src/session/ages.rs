//! Reads a table of ages and gives it to a scenario.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Edit, News, Session, reading, store};
use crate::dataset::Dataset;
use crate::field::Field;
use crate::finding::{Finding, Findings, Origin, Severity};
use crate::intake::read::Reading;
use crate::measures::Fund;
use crate::people::structure::Structure;
use crate::people::tables::{self, Understood};
use crate::proposal;
use crate::scenario::people::Named;

impl Session {
    /// Reads a table of ages off this thread; what comes of it is one step of undo.
    pub(super) fn read_ages(&mut self, number: usize, path: PathBuf) {
        let Some(id) = self.member(number).map(|member| member.id) else { return };
        let (data, language) = (self.data().clone(), self.language());
        self.begin_opening(store::name_of(&path), move |watch| {
            let read = read(&path, watch, &data);
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            move |session: &mut Session| {
                let number = session.family().position(id);
                let scenario = number.and_then(|number| Some((number, session.scenarios().get(number)?.clone())));
                let (Some((number, scenario)), read) = (scenario, read) else { return };
                let name = language.fill("retirement.structure_name", &[("name", &stem)]);
                let made = read.and_then(|(text, said)| {
                    let mut structure = Named::<Structure>::new(&name);
                    structure.fill(|_| Ok(text.into_bytes())).map(|()| (structure, said))
                });
                let (structure, said) = match made {
                    Ok(made) => made,
                    Err(findings) => return session.news.push(News::Failed(findings)),
                };
                let has_people = scenario.people.is_some();
                let mut changed = if has_people { (*scenario).clone() } else { proposal::by_age(&scenario, language) };
                if let Some(people) = &mut changed.people {
                    people.structure = structure;
                }
                let changed = Box::new(changed);
                session.edit(if has_people { Edit::Replace(number, changed) } else { Edit::Add(changed) });
                let scenario = if has_people { number } else { session.scenarios().len().saturating_sub(1) };
                session.news.push(News::AgesRead { scenario, name: store::name_of(&path), said });
            }
        });
    }
}

/// The structure file of a table of ages, and what is said of it.
fn read(path: &Path, watch: &reading::Watch, data: &Arc<Dataset>) -> Result<(String, Findings), Findings> {
    let (name, bytes) = (store::name_of(path), store::read(path)?);
    // The program's own form needs no understanding, and may have what others don't.
    if let Ok(text) = std::str::from_utf8(&bytes)
        && Structure::read(&name, &bytes).is_ok()
    {
        return Ok((text.to_owned(), Findings::new()));
    }
    let contents = reading::read(&name, &bytes, &Reading::default(), watch)?;
    let mut understood = tables::understand(&name, &contents.sheets)?;
    let far = far(&name, &understood, data);
    understood.said.extend(far);
    Ok((understood.text, understood.said))
}

/// Heads of all counties that are more than a tenth from those of the data. Shares have no size; of counties the run
/// tells.
fn far(name: &str, read: &Understood, data: &Arc<Dataset>) -> Findings {
    let fund = Fund::observed(data);
    let root = fund.places().root();
    let (Some(last), false) = (fund.date(root, fund.range().1), read.is_by_county) else { return Findings::new() };
    let heads = |field| {
        fund.sum(root, last, |row| row.persons(field).map(i128::from))
            .and_then(|n| Decimal::try_from_i128_with_scale(n, 0).ok())
    };
    let sides = [(Field::Contributors, read.sums.0), (Field::Retirees, read.sums.1)];
    let of_side = |(field, sum): (Field, Decimal)| {
        let heads = heads(field)?;
        let is_far = (sum - heads).abs() * Decimal::TEN > heads && sum > Decimal::ONE_HUNDRED;
        is_far.then(|| {
            Finding::new("ages-far", Severity::Warning, Origin::file(name))
                .with("field", field.text_key())
                .with("sum", sum.normalize())
                .with("heads", heads)
        })
    };
    sides.into_iter().filter_map(of_side).collect()
}
