//! One way through: journal, understand, decide, deliver; generic over Store, Wire and Clock
