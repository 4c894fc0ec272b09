//! 设置: what was chosen for a kind of table, kept under a name as a TOML file and found again by the table's headings.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::store;
use crate::finding::Finding;
use crate::intake::value::when;
use crate::intake::{Choices, Understood};
use crate::sheet::Sheet;

/// The ending of profiles' files.
const ENDING: &str = "toml";

/// How far down a header is looked for where no table was understood.
const HEADER_WITHIN: usize = 40;

/// Choices under a name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Profile {
    /// As the officer called it.
    pub name: String,
    /// What was chosen.
    pub choices: Choices,
}

/// The headings by which a profile is found again: those of the tables as they are understood without any choice, times
/// left out, since the next file has others; where none is understood, the fullest of the first rows.
pub fn signature(tables: &[Understood], sheets: &[Arc<Sheet>]) -> Vec<String> {
    let mut headings: BTreeSet<String> = tables.iter().flat_map(Understood::signature).collect();
    if headings.is_empty() {
        let words = |sheet: &Sheet, row: usize| -> BTreeSet<String> {
            sheet.row(row).filter(|c| !c.trim().is_empty()).map(|c| Choices::heading_key([c])).collect()
        };
        let rows = sheets.iter().flat_map(|sheet| (0..sheet.height().min(HEADER_WITHIN)).map(move |row| (sheet, row)));
        for (sheet, row) in rows {
            let words = words(sheet, row);
            // Of equals the first: the header stands above its rows.
            if words.len() > headings.len() {
                headings = words;
            }
        }
    }
    headings.into_iter().filter(|heading| when(heading).is_none()).collect()
}

/// Keeps choices under a name; where it was written to.
///
/// # Errors
/// What the system said.
pub fn write(folder: &Path, profile: &Profile, signature: &[String]) -> Result<PathBuf, Finding> {
    store::make_folder(folder)?;
    let path = folder.join(format!("{}.{ENDING}", file_name(&profile.name)));
    store::write(&path, profile.choices.write(&profile.name, signature).as_bytes())?;
    Ok(path)
}

/// The profile of tables with these headings, the one written last where there are several. A file that is no profile
/// is passed over.
pub fn find(folder: &Path, signature: &[String]) -> Option<Profile> {
    let wanted: BTreeSet<&String> = signature.iter().collect();
    if wanted.is_empty() {
        return None;
    }
    let files = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let profiles = files.filter(|path| path.extension().is_some_and(|e| e == ENDING)).filter_map(|path| {
        let (name, headings, choices) = Choices::read(&fs::read_to_string(&path).ok()?).ok()?;
        let same = headings.iter().collect::<BTreeSet<_>>() == wanted;
        let written = fs::metadata(&path).and_then(|m| m.modified()).ok();
        same.then_some((written, Profile { name, choices }))
    });
    profiles.max_by_key(|(written, _)| *written).map(|(_, profile)| profile)
}

/// A name as that of a file, on every system.
fn file_name(name: &str) -> String {
    let allowed = |c: char| if c.is_control() || "/\\:*?\"<>|.".contains(c) { '_' } else { c };
    name.trim().chars().map(allowed).take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake;

    #[test]
    fn a_profile_is_found_by_its_headings_and_by_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let headings = |text: &[&str]| text.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
        let of = |county: &str| Choices { county: Some(county.into()), ..Choices::default() };
        let report = Profile { name: "月报/上半年".into(), choices: of("屯溪区") };
        let other = Profile { name: "年报".into(), choices: of("歙县") };
        write(folder.path(), &report, &headings(&["年月", "实缴"])).unwrap();
        write(folder.path(), &other, &headings(&["年月", "支出"])).unwrap();
        fs::write(folder.path().join("broken.toml"), "= =").unwrap();
        assert_eq!(find(folder.path(), &headings(&["实缴", "年月"])), Some(report));
        assert_eq!(find(folder.path(), &headings(&["年月"])), None);
        assert_eq!(find(folder.path(), &[]), None);
        assert_eq!(find(&folder.path().join("none"), &headings(&["年月"])), None);
    }

    #[test]
    fn a_signature_is_the_headings_without_times() {
        let of = |text: &str| {
            let sheets = intake::sheets("a.csv", text.as_bytes()).unwrap();
            let tables = intake::understand(&sheets, &Choices::default()).tables;
            signature(&tables, &sheets)
        };
        assert_eq!(of("区县,年月,实缴\n甲,2004-01,1\n"), ["区县", "实缴", "年月"]);
        assert_eq!(of("某表\n甲,乙,2004年1月\n1,2,3\n"), ["乙", "甲"]);
    }
}
