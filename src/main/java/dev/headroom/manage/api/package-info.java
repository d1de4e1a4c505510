/**
 * What can be asked of the management port, one file a resource: its routes, its transaction and
 * its JSON together. A field of an answer is added here, and in the OpenAPI file.
 *
 * <p>Knows the features, the ledger and the store; they know nothing of it.
 */
package dev.headroom.manage.api;
