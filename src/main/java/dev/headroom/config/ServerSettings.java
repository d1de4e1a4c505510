package dev.headroom.config;

/**
 * The callback port, {@code server} in the file.
 *
 * @param host address to listen on
 * @param port 0 takes a free one
 * @param path exact path of the callback URL
 * @param instances HTTP verticle instances; 0 = one a core
 * @param maxBody largest body in bytes
 */
public record ServerSettings(String host, int port, String path, int instances, int maxBody) {}
