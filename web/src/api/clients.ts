import { type Client, createClient, type Interceptor } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { AtlasService } from "../gen/attentionviz/v1/atlas_service_pb";
import { CorpusService } from "../gen/attentionviz/v1/corpus_service_pb";
import { ExploreService } from "../gen/attentionviz/v1/explore_service_pb";
import { JobService } from "../gen/attentionviz/v1/job_service_pb";
import { ModelService } from "../gen/attentionviz/v1/model_service_pb";
import { ServerService } from "../gen/attentionviz/v1/server_service_pb";
import { apiKey } from "./key";

const withKey: Interceptor = (next) => (request) => {
  const key = apiKey();
  if (key) request.header.set("x-api-key", key);
  return next(request);
};

const transport = createGrpcWebTransport({ baseUrl: location.origin, interceptors: [withKey] });

/** The gateway that the page came from, a client for each of its services. */
export const jobs: Client<typeof JobService> = createClient(JobService, transport);
export const corpora: Client<typeof CorpusService> = createClient(CorpusService, transport);
export const models: Client<typeof ModelService> = createClient(ModelService, transport);
export const atlases: Client<typeof AtlasService> = createClient(AtlasService, transport);
export const explore: Client<typeof ExploreService> = createClient(ExploreService, transport);
export const server: Client<typeof ServerService> = createClient(ServerService, transport);
