package dev.headroom.cli.remote;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}: the removals of the ledger, as they are kept. */
@Command(
    name = "export",
    description = {
      "Write out who was removed, when and why: one line a removal, in UTF-8.",
      "Account ids are personal data: keep the file accordingly."
    },
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  headroom export > removals.ndjson",
      "  headroom export --from 30d --format csv --output removals.csv",
      "  headroom export --from 2026-11-01 --to 2026-12-01 | jq -r .account"
    })
public final class ExportCommand implements Callable<Integer> {

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = TimeArgument.Past.class,
      description = "since then: 30d, 2026-11-01 (default: the beginning)")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeArgument.Past.class,
      description = "before then (default: now)")
  private Instant to;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "ndjson or csv (default: ${DEFAULT-VALUE})",
      defaultValue = "ndjson")
  private String format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "file to write, readable for you alone (default: standard output)")
  private Path output;

  @Mixin private Connection connection;

  @Override
  public Integer call() throws Exception {
    ManagementClient service = connection.open();
    ApiPath path = ApiPath.of("export").with("from", from).with("to", to).with("format", format);
    try (InputStream removals = service.stream(path)) {
      if (output == null) {
        print(service, removals);
      } else {
        write(service, removals);
      }
    }
    return 0;
  }

  /** Not as text: what stands in the answer is UTF-8, whatever this terminal speaks. */
  private static void print(ManagementClient service, InputStream removals)
      throws ServiceException {
    try {
      copy(service, removals, new FileOutputStream(FileDescriptor.out));
    } catch (IOException e) {
      // Who reads us, head say, may have enough.
      if (!String.valueOf(e.getMessage()).contains("Broken pipe")) {
        throw ServiceException.failed(
            "standard output cannot be written", "see whether the disk that it goes to is full");
      }
    }
  }

  /** The file is there when it is whole, and not before. */
  private void write(ManagementClient service, InputStream removals) throws ServiceException {
    Path folder = output.toAbsolutePath().getParent();
    try {
      Path part = Files.createTempFile(folder, ".headroom-export", ".part");
      try {
        try (OutputStream file = Files.newOutputStream(part)) {
          copy(service, removals, file);
        }
        Files.move(part, output, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw ServiceException.failed(
          "the file " + output + " cannot be written",
          "name one in a folder that you may write to");
    }
  }

  private static void copy(ManagementClient service, InputStream from, OutputStream to)
      throws ServiceException, IOException {
    byte[] piece = new byte[16 * 1024];
    for (int read = read(service, from, piece); read >= 0; read = read(service, from, piece)) {
      to.write(piece, 0, read);
    }
    to.flush();
  }

  private static int read(ManagementClient service, InputStream from, byte[] piece)
      throws ServiceException {
    try {
      return from.read(piece);
    } catch (IOException e) {
      throw service.brokenOff();
    }
  }
}
