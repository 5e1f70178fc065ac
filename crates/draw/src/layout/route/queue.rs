//! A queue by cost: costs are small whole numbers, so that each has a bucket.

/// States by their cost, the cheapest first; of equally cheap ones the newest.
#[derive(Default)]
pub struct Queue {
    buckets: Vec<Vec<u32>>,
    /// No bucket before the first or from the end on has anything in it.
    first: usize,
    end: usize,
}

impl Queue {
    /// Takes all out.
    pub fn clear(&mut self) {
        self.buckets[self.first.min(self.end)..self.end].iter_mut().for_each(Vec::clear);
        (self.first, self.end) = (0, 0);
    }

    /// Puts a state in.
    pub fn push(&mut self, cost: u32, state: u32) {
        let at = cost as usize;
        if at >= self.buckets.len() {
            self.buckets.resize_with(at + 1, Vec::new);
        }
        self.first = self.first.min(at);
        self.end = self.end.max(at + 1);
        self.buckets[at].push(state);
    }

    /// Takes a cheapest state out, with its cost.
    pub fn pop(&mut self) -> Option<(u32, u32)> {
        while self.first < self.end {
            if let Some(state) = self.buckets[self.first].pop() {
                return Some((self.first as u32, state));
            }
            self.first += 1;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheapest_comes_first_whenever_it_was_put_in() {
        let mut queue = Queue::default();
        queue.push(7, 1);
        queue.push(3, 2);
        assert_eq!(queue.pop(), Some((3, 2)));
        queue.push(2, 3);
        assert_eq!(queue.pop(), Some((2, 3)));
        queue.clear();
        assert_eq!(queue.pop(), None);
        queue.push(0, 4);
        assert_eq!(queue.pop(), Some((0, 4)));
    }
}
