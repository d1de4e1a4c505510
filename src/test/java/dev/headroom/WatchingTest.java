package dev.headroom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.headroom.config.ManagementSettings;
import dev.headroom.event.Addresses;
import dev.headroom.event.Cause;
import dev.headroom.event.GroupFull;
import dev.headroom.event.GroupKey;
import dev.headroom.event.Mode;
import dev.headroom.event.Outcome;
import dev.headroom.event.Run;
import dev.headroom.event.RunEnd;
import dev.headroom.ledger.Ledger;
import dev.headroom.manage.ManagementVerticle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

