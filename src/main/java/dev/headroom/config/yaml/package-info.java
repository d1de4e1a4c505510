/**
 * How a strict YAML file is read: unknown keys are refused, all mistakes are told at once with
 * their path and a remedy, and no secret is shown. {@link dev.headroom.config.yaml.Section} is a
 * mapping of the file, read key by key; {@link dev.headroom.config.yaml.Forms} has the forms of
 * values.
 *
 * <p>Knows no section of Headroom's file, and no other package.
 */
package dev.headroom.config.yaml;
