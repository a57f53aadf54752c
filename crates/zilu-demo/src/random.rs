//! SplitMix64: a small generator with a fixed algorithm, so that a seed gives the same company for ever.
//!
//! Each area of the company draws from a stream of its own, named after it: a change of one area leaves the others as
//! they were. Not for secrets.

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    /// The stream of an area.
    pub(crate) fn stream(seed: u64, area: &str) -> Random {
        // FNV-1a over the name, mixed once so that neighbouring seeds do not give neighbouring streams.
        let name = area
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325u64, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        let mut random = Random(seed ^ name);
        random.0 = random.next();
        random
    }

    /// The next 64 bits (Steele, Lea & Flood, "Fast splittable pseudorandom number generators", 2014).
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`; `n` is not zero.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        debug_assert!(n > 0, "nothing to draw from");
        ((u128::from(self.next()) * n as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i32, high: i32) -> i32 {
        low + self.below((high - low + 1).max(1) as usize) as i32
    }

    /// True in so many of a thousand cases.
    pub(crate) fn permille(&mut self, chance: u32) -> bool {
        self.below(1_000) < chance as usize
    }

    /// One of several.
    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Some of several, in their order: `n`, or all when there are fewer.
    pub(crate) fn sample(&mut self, of: usize, n: usize) -> Vec<usize> {
        let mut left = n.min(of);
        let mut chosen = Vec::with_capacity(left);
        for i in 0..of {
            if left > 0 && self.below(of - i) < left {
                chosen.push(i);
                left -= 1;
            }
        }
        chosen
    }
}
