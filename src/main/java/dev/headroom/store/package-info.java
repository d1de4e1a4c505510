/**
 * The database, SQLite or PostgreSQL: connections, transactions, commits that many callers share,
 * the schema and its migration. What is stored it does not know: SQL that reads and writes stands
 * in the room whose tables they are.
 *
 * <p>Knows {@code config} alone. {@code Store} is what others see, {@code Session} one transaction
 * of it; whatever fails for a while fails as such here, at the source.
 */
package dev.headroom.store;
