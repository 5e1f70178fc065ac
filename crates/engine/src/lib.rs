//! The pure core: (state, observation, receipt, command or time) to (state, effects)
