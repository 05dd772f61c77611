output "endpoint_ids" {
  description = "Ids of the VPC endpoints by service, those included that were there before."
  value = {
    "ecr.api" = "vpce-00000000000000000"
    "ecr.dkr" = "vpce-00000000000000001"
    "s3"      = aws_vpc_endpoint.s3.id
  }
}

output "s3_prefix_list_id" {
  description = "Id of the prefix list of S3: security groups that restrict egress must let 443/tcp out to it."
  value       = aws_vpc_endpoint.s3.prefix_list_id
}
