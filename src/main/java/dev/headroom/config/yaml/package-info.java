/**
 * How a strict file of YAML is read: sections and their keys, forms of values, values from the
 * environment and from files, secrets, and mistakes with their places. What the keys mean it does
 * not know.
 *
 * <p>Knows no other room. {@code Section} reads a mapping, {@code Forms} has what a value may look
 * like, {@code Problems} collects the mistakes.
 */
package dev.headroom.config.yaml;
