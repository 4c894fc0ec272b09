//! How much room the window has: the one measure by which the frame, the sentences and the figures give way where it is
//! small, as on a small screen that is enlarged; and how high a page is where there is too little for it.
//!
//! In a low window charts yield to the tables that prove them, until they are asked for, and a page that is higher than
//! its room scrolls: it is as high as makes its table fill what is in sight, or have enough rows.

use eframe::egui;
use egui::{Id, Margin, ScrollArea, Sense, UiBuilder, vec2};

use super::regions;
use super::theme::Lettering;

/// From how much height on a page never scrolls.
const ENOUGH: f32 = 540.0;
/// How high a page is at most.
const MOST: f32 = 1600.0;
/// How often its height is made out anew before it only grows, and before it stays.
const TRIES: (u8, u8) = (6, 12);
/// How high a chart is at least for it to stand above its table in a low window.
const CHART: f32 = 150.0;

/// How much room the window has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    /// Icons stand for the names of the screens.
    pub narrow: bool,
    /// Choices are as short as can be.
    pub slim: bool,
    /// What says how a number came about is one line.
    pub short: bool,
    /// Everything but tables is as low as can be.
    pub low: bool,
}

impl Room {
    /// That of the window.
    pub fn of(ctx: &egui::Context) -> Room {
        let size = ctx.content_rect().size();
        Room { narrow: size.x < 1180.0, slim: size.x < 800.0, short: size.y < 800.0, low: size.y < 640.0 }
    }

    /// How wide the rail is.
    pub fn rail(self) -> f32 {
        if self.narrow { 56.0 } else { 168.0 }
    }

    /// How high a line of the rail is.
    pub fn rail_item(self) -> f32 {
        if self.low { 29.0 } else { 36.0 }
    }

    /// How high the bar on top is.
    pub fn bar(self) -> f32 {
        if self.low { 36.0 } else { 44.0 }
    }

    /// The space above and below what stands in the bar on top; half of it in the line at the bottom.
    pub fn edge(self) -> i8 {
        if self.low { 4 } else { 8 }
    }

    /// How high the line at the bottom is.
    pub fn line(self) -> f32 {
        if self.low { 24.0 } else { 30.0 }
    }

    /// How wide the panel on the right is.
    pub fn panel(self) -> f32 {
        if self.slim { 288.0 } else { 320.0 }
    }

    /// The space around what stands on a page or a panel.
    pub fn margin(self) -> Margin {
        if self.low { Margin::symmetric(12, 8) } else { Margin::symmetric(16, 12) }
    }

    /// The letters of the sentence that says the answer, and how high its lines are.
    pub fn headline(self) -> (Lettering, f32) {
        if self.low { (Lettering::Lead, 21.0) } else { (Lettering::Headline, 26.0) }
    }
}

/// The page that is being drawn where it may scroll.
#[derive(Clone, Copy)]
struct Drawn {
    /// Where it begins.
    top: f32,
    /// How much of its height is in sight.
    visible: f32,
    /// How much higher its tables are to be; less than nothing where they are higher than they need to be.
    lack: Option<f32>,
}

/// How high a page is, in which room it was made out, and after how many tries.
#[derive(Clone, Copy)]
struct Height {
    of: (f32, f32),
    height: f32,
    tries: u8,
}

fn drawn_id() -> Id {
    Id::unique("the page that is drawn")
}

fn drawn(ctx: &egui::Context) -> Option<Drawn> {
    ctx.data(|data| data.get_temp(drawn_id()))
}

/// Draws a page in the room there is; where that is too low for it, in enough of it, which scrolls.
pub fn page(ui: &mut egui::Ui, key: &str, draw: impl FnOnce(&mut egui::Ui)) {
    let visible = ui.available_height();
    if visible >= ENOUGH {
        return draw(ui);
    }
    let id = Id::unique(("page height", key));
    let of = (visible, ui.available_width());
    let kept: Option<Height> = ui.data(|data| data.get_temp(id));
    let kept = kept.filter(|kept| kept.of == of).unwrap_or(Height { of, height: visible, tries: 0 });
    ScrollArea::vertical().id_salt(("page", key)).auto_shrink([false, false]).show(ui, |ui| {
        // Its bar lies beside it, not on its numbers.
        let size = vec2(ui.available_width() - 12.0, kept.height);
        let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
        let mut inside = ui.new_child(UiBuilder::new().max_rect(rect));
        ui.data_mut(|data| data.insert_temp(drawn_id(), Drawn { top: rect.top(), visible, lack: None }));
        draw(&mut inside);
        regions::follow(ui);
        let lack = drawn(ui.ctx()).and_then(|drawn| drawn.lack);
        ui.data_mut(|data| data.remove::<Drawn>(drawn_id()));
        let used = inside.min_rect().height();
        let wanted = lack.map_or(used, |lack| used.max(kept.height) + lack).clamp(visible, MOST.max(visible));
        let is_other = (wanted - kept.height).abs() > 1.0 && (kept.tries < TRIES.0 || wanted > kept.height);
        let next = if is_other && kept.tries < TRIES.1 {
            ui.ctx().request_repaint();
            Height { height: wanted, tries: kept.tries + 1, ..kept }
        } else {
            kept
        };
        ui.data_mut(|data| data.insert_temp(id, next));
    });
}

/// Tells the page that is drawn how high a table on it is, and how high it would be with as many rows as are in sight at
/// least.
pub fn tell(ctx: &egui::Context, height: f32, least: f32) {
    if let Some(drawn) = drawn(ctx) {
        let lack = least.min(drawn.visible) - height;
        let sum = drawn.lack.map_or(lack, |sum| if sum > 0.0 { sum + lack.max(0.0) } else { sum.max(lack) });
        ctx.data_mut(|data| data.insert_temp(drawn_id(), Drawn { lack: Some(sum), ..drawn }));
    }
}

/// Whether there is room for a chart above a table that is so high.
pub fn has_chart(ui: &egui::Ui, table: f32) -> bool {
    let is_low = Room::of(ui.ctx()).low;
    let left = |drawn: Drawn| drawn.visible - (ui.cursor().top() - drawn.top) - table;
    drawn(ui.ctx()).filter(|_| is_low).is_none_or(|drawn| left(drawn) >= CHART)
}

/// How high what stands above a table is at least, given how little that may be where there is room enough.
pub fn least_above(ctx: &egui::Context, least: f32) -> f32 {
    drawn(ctx).map_or(least, |drawn| (drawn.visible * 0.75).clamp(least, 260.0))
}
