import de.unihd.dbs.heideltime.standalone.DocumentType;
import de.unihd.dbs.heideltime.standalone.HeidelTimeStandalone;
import de.unihd.dbs.heideltime.standalone.OutputType;
import de.unihd.dbs.heideltime.standalone.POSTagger;
import de.unihd.dbs.uima.annotator.heideltime.resources.Language;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.SimpleDateFormat;
import java.util.Base64;
import java.util.Date;

/** Reads "DAY BASE64-OF-TEXT" (DAY may be -) a line, and answers each with "TimeML BASE64-OF-TIMEML". */
public class HeidelTimeServer {
    public static void main(String[] arguments) throws Exception {
        HeidelTimeStandalone heidelTime = new HeidelTimeStandalone(
            Language.ENGLISH, DocumentType.valueOf(arguments[0]), OutputType.TIMEML, arguments[1], POSTagger.TREETAGGER);
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        SimpleDateFormat days = new SimpleDateFormat("yyyy-MM-dd");
        for (String line; (line = requests.readLine()) != null; ) {
            String[] parts = line.split(" ", 2);
            Date day = parts[0].equals("-") ? null : days.parse(parts[0]);
            String text = new String(Base64.getDecoder().decode(parts[1]), StandardCharsets.UTF_8);
            // HeidelTime's news mode refuses a text without a day of publication.
            String timeml = heidelTime.process(text, day == null ? days.parse("1970-01-01") : day);
            System.out.println("TimeML " + Base64.getEncoder().encodeToString(timeml.getBytes(StandardCharsets.UTF_8)));
            System.out.flush();
        }
    }
}
