/**
 * The configuration: one file a section, with its record, its defaults and how it is read. {@link
 * dev.headroom.config.Settings} is the whole of it, {@link dev.headroom.config.SettingsLoader}
 * reads it, {@link dev.headroom.config.ConfigReload} puts a changed file in force, and {@link
 * dev.headroom.config.CurrentSettings} tells everybody else what is in force now.
 *
 * <p>What must hold for every key goes by the components of the records: which keys changed, and
 * the hash of a policy. So a new key is a component, its default and its reading, in one file.
 *
 * <p>May know {@code config.yaml} and {@code event}.
 */
package dev.headroom.config;
