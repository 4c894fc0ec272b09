//! Pictures for the clipboard, made off the drawing thread.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use eframe::egui;
use egui::ColorImage;

use crate::answers::Desk;
use crate::dataset::Dataset;
use crate::report::deck::build::Order;
use crate::report::deck::parcel::pasted;
use crate::simulation::{Failure, Progress};

/// A picture that is being made; a newer one ends it.
pub struct Copying {
    progress: Arc<Progress>,
    made: Receiver<Result<ColorImage, Failure>>,
}

impl Copying {
    /// Begins the picture of an order's pages.
    pub fn begin(ctx: &egui::Context, order: Order, data: Arc<Dataset>) -> Copying {
        let (sender, made) = channel();
        let progress = Arc::new(Progress::new());
        let (theirs, ctx) = (progress.clone(), ctx.clone());
        std::thread::spawn(move || {
            let threads = crate::threads::processors();
            let desk = Desk { data: &data, threads, progress: &theirs };
            let picture = pasted(order, desk)
                .map(|made| ColorImage::from_rgba_premultiplied([made.width, made.height], &made.pixels));
            // A window that is gone has no use for the picture.
            sender.send(picture).ok();
            ctx.request_repaint();
        });
        Copying { progress, made }
    }

    /// The picture, or why there is none, where it is known by now.
    pub fn made(&self) -> Option<Result<ColorImage, Failure>> {
        self.made.try_recv().ok()
    }
}

impl Drop for Copying {
    fn drop(&mut self) {
        self.progress.give_up();
    }
}
