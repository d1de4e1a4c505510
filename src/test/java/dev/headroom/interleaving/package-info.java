/**
 * Every way in which a run and the world around it can interleave: each call to Chat and each
 * commit is held, something happens in between, and what Headroom promises must hold all the same.
 * A failure is a script that plays again.
 *
 * <p>{@code Search} tries, {@code Play} plays one script in a {@code World}, {@code Rules} are the
 * promises.
 */
package dev.headroom.interleaving;
