/**
 * The management port as HTTP: who may call, where requests go, how bodies and queries are read,
 * answers and refusals, pages, health, metrics, and the files of the console. What an answer says
 * is in {@code manage.api}.
 *
 * <p>Begins at {@code ManagementVerticle}; a {@code Resource} has the routes of one thing.
 */
package dev.headroom.manage;
