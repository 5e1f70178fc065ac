//! A flow as swimlanes: layout, then pictures
