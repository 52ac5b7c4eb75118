# The profile is written by `countersign setup --connection mcp-prod`: it names the gateway's endpoint and asks it for credentials.
provider "aws" {
  region  = "eu-west-1"
  profile = "countersign-mcp-prod"
}

data "aws_instances" "mcp_servers" {
  instance_tags = { "mcp-server" = "true" }
}
