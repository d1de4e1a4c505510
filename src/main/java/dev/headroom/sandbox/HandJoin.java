package dev.headroom.sandbox;

/**
 * Somebody asked by hand that a person join a group.
 *
 * @param group which group
 * @param account who
 * @param join what came of it
 */
public record HandJoin(SandboxGroup group, String account, Join join) {}
