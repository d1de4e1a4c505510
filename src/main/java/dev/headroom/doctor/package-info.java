/**
 * Looks whether an installation can work, from both ends: signs in to Chat, and sends callbacks the
 * way Chat does. Says what is wrong with cause and remedy; changes nothing.
 */
package dev.headroom.doctor;
