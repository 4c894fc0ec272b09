//! Which program Windows opens .tongchou files with, for this user alone: no installer and no administrator's rights.

use std::path::Path;

use windows_registry::CURRENT_USER;

use super::project::ENDING;
use super::{News, Session};
use crate::finding::{Finding, Findings, Origin};

/// By what Windows knows projects of this program.
const KIND: &str = "Tongchou.Project";

impl Session {
    /// Has projects opened by this program.
    pub(super) fn associate(&mut self) {
        let program = std::env::current_exe().map_err(|error| error.to_string());
        self.news.push(match program.and_then(|program| associate(&program)) {
            Ok(()) => News::Said(self.language.text("app.associated").to_owned(), Findings::new()),
            Err(why) => {
                let finding = Finding::error("not-associated", Origin::file(&format!(".{ENDING}"))).with("why", why);
                News::Failed(Findings::from([finding]))
            }
        });
    }
}

/// Has projects opened by a program at a path.
///
/// # Errors
///
/// What Windows says, where it does not take that.
fn associate(program: &Path) -> Result<(), String> {
    let program = program.display();
    let entries = [
        (format!(".{ENDING}"), KIND.to_owned()),
        (KIND.to_owned(), "统筹项目 Tongchou project".to_owned()),
        (format!(r"{KIND}\DefaultIcon"), format!(r#""{program}",0"#)),
        (format!(r"{KIND}\shell\open\command"), format!(r#""{program}" "%1""#)),
    ];
    for (key, value) in entries {
        let written = CURRENT_USER.create(format!(r"Software\Classes\{key}")).and_then(|key| key.set_string("", value));
        written.map_err(|error| error.message())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_are_opened_by_the_program_named() {
        associate(Path::new(r"C:\统筹\tongchou.exe")).unwrap();
        let of = |key: &str| CURRENT_USER.open(format!(r"Software\Classes\{key}")).unwrap().get_string("").unwrap();
        assert_eq!(of(".tongchou"), KIND);
        assert_eq!(of(r"Tongchou.Project\shell\open\command"), r#""C:\统筹\tongchou.exe" "%1""#);
    }
}
