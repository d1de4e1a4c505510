# Headroom as a container image; how to run it is in docs/operations.md.

FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build
COPY .mvn .mvn
COPY pom.xml LICENSE ./
COPY conf conf
COPY src src
RUN mvn -B -ntp -DskipTests package

FROM eclipse-temurin:25-jre
WORKDIR /app
RUN groupadd --system --gid 10001 headroom \
    && useradd --system --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin headroom \
    && mkdir /data \
    && chown 10001:10001 /data
COPY --from=build /build/target/headroom.jar headroom.jar
COPY conf/container.yaml conf/headroom.yaml

# What the stories of the sandbox load and link is kept for the next start of this very Java.
RUN java -XX:AOTCacheOutput=/app/headroom.aot -Djava.io.tmpdir=/tmp -jar /app/headroom.jar sandbox --once \
    && test -s /app/headroom.aot \
    && chmod 644 /app/headroom.aot

USER 10001:10001
VOLUME /data
EXPOSE 8080 8081

# No tool but the shell's own: the process answers on its management port.
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8081 && printf 'GET /health/live HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r -t 2 line <&3 && [[ $line == *' 200 '* ]]"]

# Nothing but /data is written to: temporary files and native libraries go there, too.
ENTRYPOINT ["java", "-XX:AOTCache=/app/headroom.aot", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-Djava.io.tmpdir=/data", "-jar", "/app/headroom.jar"]
CMD ["serve"]
