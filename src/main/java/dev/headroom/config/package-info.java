/**
 * What can be configured: one file a section, with its record, its defaults and how it is read; how
 * a changed file is taken over while the service runs, what is said of the settings at the start,
 * and what is warned of. All mistakes are told at once, with place and remedy.
 *
 * <p>Knows {@code config.yaml} and the words of {@code event}. {@code Settings} is the whole,
 * {@code SettingsLoader} reads it, {@code CurrentSettings} are those in force now.
 */
package dev.headroom.config;
