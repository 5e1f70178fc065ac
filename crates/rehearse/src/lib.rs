//! The pipeline in virtual time: scenarios, faults, seeds, coverage
