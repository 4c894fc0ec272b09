//! The accounts that ledgers are of, by what the files call them.
//!
//! A number of which one ledger has the end alone is the same; where neither ledger tells more than one account there is
//! one, whatever they call it; and an officer may tell that two are one.

use std::collections::BTreeMap;

use super::ledger::Keeper;

/// The accounts that files are of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Names {
    all: Vec<String>,
    /// Other names, and the accounts that they were told to be.
    same: Vec<(String, String)>,
}

impl Names {
    /// Fewer characters at the end of a number may be of many.
    const LEAST_END: usize = 4;

    /// Of what files tell, each with whose it is; `same` has other names and the accounts that they were told to be.
    pub fn new<'a>(told: impl Iterator<Item = (Keeper, &'a str)>, same: &BTreeMap<String, String>) -> Names {
        let mut names = Names { all: Vec::new(), same: same.clone().into_iter().collect() };
        let told: Vec<(Keeper, String)> = told.map(|(keeper, key)| (keeper, names.meant(key).to_owned())).collect();
        let of = |keeper: Keeper| -> Vec<&str> {
            let mut of: Vec<&str> = Vec::new();
            for (_, key) in told.iter().filter(|(of, key)| *of == keeper && !key.is_empty()) {
                if !of.iter().any(|other| Names::are_one(other, key)) {
                    of.push(key);
                }
            }
            of
        };
        let [bank, agency] = Keeper::BOTH.map(of);
        if bank.len() <= 1 && agency.len() <= 1 {
            let only = bank.first().or(agency.first()).copied().unwrap_or_default();
            names.all.push(only.to_owned());
            return names;
        }
        for (_, key) in told.iter().filter(|(_, key)| !key.is_empty()) {
            match find(names.all.iter(), key) {
                Some(n) if key.len() > names.all[n].len() && !names.is_told(n) => key.clone_into(&mut names.all[n]),
                Some(_) => {}
                None => names.all.push(key.clone()),
            }
        }
        // Files that tell none are of none of several.
        if told.iter().any(|(_, key)| key.is_empty()) {
            names.all.push(String::new());
        }
        names
    }

    /// Whether two numbers or names are of one account: the same, or one the end of the other.
    pub fn are_one(a: &str, b: &str) -> bool {
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        a == b || short.chars().count() >= Names::LEAST_END && long.ends_with(short)
    }

    /// Their names, the bank's and the agency's in the order of the files; one that is empty has files that tell none.
    pub fn all(&self) -> &[String] {
        &self.all
    }

    /// The account that a file tells, by its position.
    pub fn of(&self, key: &str) -> Option<usize> {
        if self.all.len() == 1 { Some(0) } else { find(self.all.iter(), self.meant(key)) }
    }

    /// Whether other names were told to be an account's, so that its own is not to change.
    fn is_told(&self, n: usize) -> bool {
        self.same.iter().any(|(_, of)| *of == self.all[n])
    }

    /// The name of the account that was told to be meant by another name; else the name itself.
    fn meant<'a>(&'a self, key: &'a str) -> &'a str {
        let told = find(self.same.iter().map(|(other, _)| other), key);
        told.map_or(key, |n| &self.same[n].1)
    }
}

/// The one name that is meant; the end of several numbers is none of them.
fn find<'a>(names: impl Iterator<Item = &'a String> + Clone, key: &str) -> Option<usize> {
    let exactly = names.clone().position(|name| name == key);
    exactly.or_else(|| {
        let mut fits = names.enumerate().filter(|(_, name)| !name.is_empty() && Names::are_one(name, key));
        let first = fits.next();
        first.filter(|_| fits.next().is_none()).map(|(n, _)| n)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(told: &[(Keeper, &str)], same: &[(&str, &str)]) -> Names {
        let same = same.iter().map(|(other, of)| ((*other).to_owned(), (*of).to_owned())).collect();
        Names::new(told.iter().copied(), &same)
    }

    #[test]
    fn accounts_told_to_be_one_are_one() {
        use Keeper::{Agency, Bank};
        let told = [(Bank, "34001111"), (Bank, "34002222"), (Agency, "基本户"), (Agency, "2222"), (Agency, "")];
        assert_eq!(names(&told, &[]).all(), ["34001111", "34002222", "基本户", ""]);
        let joined = names(&told, &[("基本户", "34001111")]);
        assert_eq!(joined.all(), ["34001111", "34002222", ""]);
        assert_eq!((joined.of("基本户"), joined.of("1111"), joined.of("")), (Some(0), Some(0), Some(2)));
        // Files that tell none may be told to be of one of several, and a number may be of another's end.
        let joined = names(&told, &[("", "34001111"), ("34002222", "基本户")]);
        assert_eq!(joined.all(), ["34001111", "基本户"]);
        assert_eq!((joined.of(""), joined.of("2222"), joined.of("34002222")), (Some(0), Some(1), Some(1)));
    }
}
