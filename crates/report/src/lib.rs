//! What people read: findings, rehearsals, readiness, as text, JSON and JUnit
