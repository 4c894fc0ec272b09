//! sensitivity

use eframe::egui;

use super::{Scene, Tables};
use crate::report::Sheet;
use crate::report::context::Context;
use crate::session::Session;
use crate::session::asking::Ask;
use crate::ui::state::{Action, View};

/// What is chosen on the tab.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Choice {}

/// What it shows.
pub struct Built {
    sheet: Option<Sheet>,
}

impl Built {
    /// The table of the tab, for files.
    pub fn sheet(&self) -> Option<&Sheet> {
        self.sheet.as_ref()
    }
}

/// The questions that it needs answered.
pub fn asks(_view: &View, _session: &Session) -> Vec<Ask> {
    Vec::new()
}

/// Makes what it shows.
pub fn build(_view: &View, _context: &Context<'_>, _session: &Session) -> Built {
    Built { sheet: None }
}

/// Draws it.
pub fn show(_ui: &mut egui::Ui, _scene: Scene<'_>, _built: &Built, _tables: &mut Tables, _actions: &mut Vec<Action>) {}

/// Draws what can be chosen.
pub fn panel(_ui: &mut egui::Ui, _scene: Scene<'_>, _actions: &mut Vec<Action>) {}
