/**
 * Runs: who of a full group may go, in which order and how many, and their removal. {@link
 * dev.headroom.prune.Pruner} carries out tasks, {@code PruneRun} is one run, {@link
 * dev.headroom.prune.Planner} says what a run would do.
 *
 * <p>Only here are members removed. What a run reads and writes of the database are its {@link
 * dev.headroom.prune.RunFacts} and its {@link dev.headroom.prune.RunBook}.
 */
package dev.headroom.prune;
