//! The draws: standard normal numbers by seed, path, calendar year and rate.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng as _;
use rand_distr::{Distribution as _, StandardNormal};

use crate::scenario::lever::LeverKey;

/// How many rates can be shocked.
pub(super) const RATES: usize = LeverKey::SHOCKED.len();

/// The generator of a seed, of which each path has a stream of its own.
pub(super) struct Streams(ChaCha8Rng);

impl Streams {
    pub(super) fn new(seed: u64) -> Streams {
        Streams(ChaCha8Rng::seed_from_u64(seed))
    }

    /// The draws of a path, year by year, in each year all rates in the order of [`LeverKey::SHOCKED`], whether shocked
    /// or not: so a longer run, or one more shocked rate, leaves the other draws as they were.
    pub(super) fn draw(&self, path: u64, mut put: impl FnMut(usize, usize, f64), years: usize) {
        let mut generator = self.0.clone();
        generator.set_stream(path);
        for year in 0..years {
            for rate in 0..RATES {
                put(year, rate, StandardNormal.sample(&mut generator));
            }
        }
    }
}

/// The z of a path: by calendar year, in each the rates in the order of [`LeverKey::SHOCKED`].
pub fn normals(seed: u64, path: u64, years: usize) -> Vec<[f64; RATES]> {
    let mut drawn = vec![[0.0; RATES]; years];
    Streams::new(seed).draw(path, |year, rate, z| drawn[year][rate] = z, years);
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_its_own_draws_and_longer_runs_begin_with_the_same() {
        assert_eq!(normals(1, 3, 4)[..2], normals(1, 3, 2)[..]);
        assert_ne!(normals(1, 3, 2), normals(1, 4, 2));
        assert_ne!(normals(1, 3, 2), normals(2, 3, 2));
    }

    /// On any machine: the first draws of seed 1.
    #[test]
    fn draws_are_standard_normal() {
        let all: Vec<f64> = (0..2000).flat_map(|path| normals(7, path, 10)).flatten().collect();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let variance = all.iter().map(|z| (z - mean).powi(2)).sum::<f64>() / n;
        assert!(mean.abs() < 4.0 / n.sqrt(), "{mean}");
        assert!((variance - 1.0).abs() < 6.0 / n.sqrt(), "{variance}");
    }
}
